import { timePortrait } from './timedPortrait.ts';

/** `timedPortraitProcess ENGINE THREADS`: tells its parent how long a portrait takes, and ends. */
const [engine = '', threads = '1'] = process.argv.slice(2);
const timed = await timePortrait(engine, Number(threads));
process.send?.(timed, () => process.exit(0));
