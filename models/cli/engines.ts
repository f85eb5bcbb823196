import { EngineError, messageOf } from '../errors.ts';
import { engineCheckLine, engineLines } from './engineList.ts';
import { EXIT_WRONG_USE, UsageError } from './usageError.ts';

const ENGINES_USAGE = `npm run engines                     lists the engines: one timed portrait each, or why it cannot run here
npm run engines -- NAME             the same for one of them
npm run engines -- add tensorflow   installs TensorFlow.js with its native library (NVIDIA GPUs; about 2 GB)
npm run engines -- add cuda         installs ONNX Runtime's CUDA provider (NVIDIA GPUs; about 3 GB)`;

async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  if (name === '--help') return console.log(ENGINES_USAGE);
  if (rest.length > 0) throw new UsageError('engines takes at most one name; see npm run engines -- --help');
  if (name !== undefined) return console.log(await engineCheckLine(name));
  for await (const line of engineLines()) console.log(line);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = [UsageError, EngineError].some((type) => error instanceof type);
  if (!expected) throw error;
  console.error(messageOf(error));
  process.exitCode = EXIT_WRONG_USE;
}
