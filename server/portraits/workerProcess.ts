import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { WorkerOptions } from './messages.ts';
import { lowerPriority, type WorkerPriority } from './workerPriority.ts';

const WORKER_FILE = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** The loader for TypeScript, found from here and not from the working directory. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/**
 * Starts a portrait worker: a process, since a native crash or hang must not take rooms along, and
 * one of low priority, since sockets come first.
 * @param hurry loads its networks at full speed: people wait for their first portrait
 */
export function startWorker(
  options: WorkerOptions,
  priority: WorkerPriority,
  hurry: boolean,
  env: Record<string, string> = {},
): ChildProcess {
  const child = fork(WORKER_FILE, [JSON.stringify(options)], {
    execArgv: ['--import', TSX],
    serialization: 'advanced',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // Its first word is that it is ready.
  child.once(hurry ? 'message' : 'spawn', () => {
    if (child.pid !== undefined) void lowerPriority(child.pid, priority);
  });
  return child;
}
