import { availableParallelism, freemem } from 'node:os';
import { MAX_DEFAULT_WORKERS, MAX_WORKER_BYTES } from '../../shared/limits.ts';

/** Engines whose worker takes a whole GPU. */
const GPU_ENGINES = ['tensorflow', 'cuda', 'webgpu'];
/** Their driver's host memory alone is 2–4 GB. */
const MAX_GPU_WORKER_BYTES = 8 * 1024 ** 3;
/** WebAssembly's memory never shrinks: 500 MiB with the networks loaded, 590 with 16 rooms; beyond twice that it leaks. */
const MAX_WASM_WORKER_BYTES = 1200 * 1024 ** 2;
/** Threads of one worker at the start, and thread counts that a measurement compares. */
const FIRST_THREADS = 4;
const MEASURED_THREADS = [1, 2, 4, 8];
/** Share of the time that doubling the threads must save to be worth it: they could draw another room. */
const WORTH_SAVING = 0.2;

export interface Machine {
  /** cores that this process may use */
  cores: number;
  freeBytes: number;
  /** NVIDIA GPUs that this process may use */
  gpus: number;
}

export interface WorkerPlan {
  workers: number;
  threads: number;
  /** loaded processes that wait for the only worker's end */
  spares: number;
  maxBytes: number;
  /** each worker gets a GPU of its own */
  perGpu: boolean;
  /** thread counts to time before `sized` says how many workers there shall be; empty where nothing is open */
  measure: number[];
}

export interface WorkerWishes {
  engine: string;
  workers?: number;
  threads?: number;
  memoryMiB?: number;
}

/** Workers to start with; what the settings leave open suits the machine. */
export function planWorkers(
  { engine, workers, threads, memoryMiB }: WorkerWishes,
  machine: Machine,
): WorkerPlan {
  const perGpu = GPU_ENGINES.includes(engine);
  const maxBytes = memoryMiB ? memoryMiB * 1024 ** 2 : memoryBound(engine);
  const count = workers ?? (perGpu ? Math.max(1, machine.gpus) : 1);
  const open = !perGpu && workers === undefined && threads === undefined;
  return {
    workers: count,
    threads: threads ?? Math.min(FIRST_THREADS, Math.max(1, Math.floor(machine.cores / (workers || 1)))),
    // Several workers stand in for each other, and a GPU's memory holds one.
    spares: !perGpu && count === 1 && workersInMemory(machine, maxBytes) >= 2 ? 1 : 0,
    maxBytes,
    perGpu,
    // Two cores belong to one worker: the second would cost memory and make every portrait slower.
    measure: open && machine.cores > 2 ? MEASURED_THREADS.filter((count) => count <= machine.cores) : [],
  };
}

/**
 * The plan after a measurement: threads are doubled while that saves a fifth of the time, and there are as
 * many workers as cores and memory then allow.
 * @param msByThreads ms of one portrait, by the number of threads
 */
export function sized(
  plan: WorkerPlan,
  msByThreads: ReadonlyMap<number, number>,
  machine: Machine,
): WorkerPlan {
  let threads = plan.measure[0] ?? plan.threads;
  for (const more of plan.measure.slice(1)) {
    const now = msByThreads.get(threads);
    const then = msByThreads.get(more);
    if (now === undefined || then === undefined || then > (1 - WORTH_SAVING) * now) break;
    threads = more;
  }
  const byCores = Math.floor(machine.cores / threads);
  const byMemory = workersInMemory(machine, plan.maxBytes);
  const workers = Math.max(1, Math.min(MAX_DEFAULT_WORKERS, byCores, byMemory));
  return { ...plan, workers, threads, measure: [] };
}

/** Bytes at which a worker is replaced where the settings say nothing. */
function memoryBound(engine: string): number {
  if (GPU_ENGINES.includes(engine)) return MAX_GPU_WORKER_BYTES;
  return engine === 'wasm' ? MAX_WASM_WORKER_BYTES : MAX_WORKER_BYTES;
}

/** In half of the free memory: the system's file cache and the rooms need theirs. */
function workersInMemory({ freeBytes }: Machine, maxBytes: number): number {
  return Math.floor(freeBytes / 2 / maxBytes);
}

export function thisMachine(gpus: number): Machine {
  return { cores: availableParallelism(), freeBytes: freemem(), gpus };
}
