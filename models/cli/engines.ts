import { EngineError, messageOf, WeightsError } from '../errors.ts';
import { addTensorflow } from './addTensorflow.ts';
import { listEngineLines, tensorflowLine } from './engineList.ts';
import { EXIT_WRONG_USE, UsageError } from './usageError.ts';

const ENGINES_USAGE = `npm run engines                     lists the engines: which run here, why others do not, one timed portrait each
npm run engines -- add tensorflow   installs the optional TensorFlow.js package for NVIDIA servers`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === '--help') {
    console.log(ENGINES_USAGE);
    return 0;
  }
  if (command === undefined) {
    for await (const line of listEngineLines()) console.log(line);
    console.log(await tensorflowLine());
    return 0;
  }
  if (command !== 'add' || rest.length !== 1) {
    throw new UsageError('engines takes nothing, or "add tensorflow"; see npm run engines -- --help');
  }
  if (rest[0] !== 'tensorflow') throw new UsageError(`only tensorflow can be added, not "${rest[0]}"`);
  console.log(await addTensorflow());
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const expected = [UsageError, EngineError, WeightsError].some((type) => error instanceof type);
  if (!expected) throw error;
  console.error(messageOf(error));
  process.exitCode = EXIT_WRONG_USE;
}
