import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { EngineError, messageOf } from '../errors.ts';
import { TYPESCRIPT_ARGS } from '../typescriptLoader.ts';
import { AUTO, cannotRun, engineNamed, gpuEnginesHere } from './engines.ts';

const PROCESS_FILE = fileURLToPath(new URL('./resolveEngineProcess.ts', import.meta.url));
const answerSchema = z.union([
  z.object({ name: z.string(), passedOver: z.array(z.string()) }),
  z.object({ problem: z.string() }),
]);
type Answer = z.infer<typeof answerSchema>;

export interface ResolvedEngine {
  /** `auto` only where nothing but processors comes into question */
  readonly name: string;
  /** a sentence for each engine that `auto` would rather have taken */
  readonly passedOver: readonly string[];
}

/** How it is found out; tests give their own. */
export interface Detection {
  /** whether an engine that someone installed for a GPU could run here */
  findsGpu?: () => Promise<boolean>;
  /** starts the engine, or for `auto` the first that starts, and tells which */
  start?: (name: string) => Promise<Answer>;
}

/**
 * Which engine workers shall run, before they are planned: a GPU wants other workers than a processor does.
 * It is started in a process of its own, since native libraries and GPU memory are nothing for a server.
 * @throws EngineError with one sentence if an engine asked for by name does not start
 */
export async function resolveEngine(
  name: string,
  { findsGpu = gpuEnginesHere, start = startInProcess }: Detection = {},
): Promise<ResolvedEngine> {
  if (name !== AUTO) await requireAvailable(name);
  else if (!(await findsGpu())) return { name, passedOver: [] };
  const answer = await start(name);
  if ('problem' in answer) throw new EngineError(answer.problem);
  return answer;
}

/** What files and drivers tell needs no process. @throws EngineError */
async function requireAvailable(name: string): Promise<void> {
  const availability = await engineNamed(name).availability();
  if (!availability.available) throw cannotRun(name, availability.reason);
}

function startInProcess(name: string): Promise<Answer> {
  return new Promise((resolve) => {
    const child = fork(PROCESS_FILE, [name], {
      execArgv: [...TYPESCRIPT_ARGS],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message) => resolve(answerSchema.parse(message)));
    child.on('error', (error) => resolve({ problem: `engine ${name} cannot be tried: ${messageOf(error)}` }));
    child.on('close', (code, signal) => {
      resolve({
        problem: `engine ${name} cannot run here: its process ended with ${signal ?? `code ${code}`}`,
      });
    });
  });
}
