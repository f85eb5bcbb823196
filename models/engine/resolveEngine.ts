import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { EngineError, messageOf } from '../errors.ts';
import { AUTO, engineNamed, gpuEnginesHere } from './engines.ts';

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

/**
 * Which engine workers shall run, before they are planned: a GPU wants other workers than a processor does.
 * It is started in a process of its own, since native libraries and GPU memory are nothing for a server.
 * @throws EngineError with one sentence if an engine asked for by name does not start
 */
export async function resolveEngine(name: string): Promise<ResolvedEngine> {
  if (name !== AUTO) engineNamed(name);
  else if (!(await gpuEnginesHere())) return { name, passedOver: [] };
  const answer = await tried(name);
  if ('problem' in answer) throw new EngineError(answer.problem);
  return answer;
}

function tried(name: string): Promise<Answer> {
  return new Promise((resolve) => {
    const child = fork(PROCESS_FILE, [name], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', (message) => resolve(answerSchema.parse(message)));
    child.on('error', (error) => resolve({ problem: `engine ${name} cannot be tried: ${messageOf(error)}` }));
    child.on('close', (code, signal) => {
      resolve({
        problem: `engine ${name} cannot run here: its process ended with ${signal ?? `code ${code}`}`,
      });
    });
  });
}
