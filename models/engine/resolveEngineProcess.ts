import { messageOf } from '../errors.ts';
import { AUTO, chooseEngine } from './engines.ts';

/** `resolveEngineProcess NAME`: starts it, tells its parent what came of that, and ends. */
const name = process.argv[2] ?? AUTO;
const answer = await chooseEngine(name, { threads: 1 }).then(
  ({ engine, passedOver }) => ({ name: engine.name, passedOver }),
  (error) => ({ problem: messageOf(error) }),
);
process.send?.(answer, () => process.exit(0));
