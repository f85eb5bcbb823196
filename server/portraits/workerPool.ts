import type { ChildProcess } from 'node:child_process';
import { MAX_WORKER_BYTES, PORTRAIT_JOB_TIMEOUT_MS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { type WorkerMessage, workerMessageSchema } from './messages.ts';
import {
  RenderError,
  type RenderedImage,
  type Renderer,
  type RendererState,
  type RenderJob,
} from './renderer.ts';

/** ms that a worker may take to load its networks. */
const START_TIMEOUT_MS = 120_000;
/** ms until a worker is replaced whose predecessor drew nothing either; quadruples with each further one. */
const FIRST_RESTART_MS = 200;
const LAST_RESTART_MS = 30_000;
/** ms until a spare worker is started: the portraits that come first, or were interrupted, need the cores more. */
const SPARE_AFTER_MS = 5_000;

interface RunningJob {
  id: number;
  job: RenderJob;
  onShadow: (shadow: RenderedImage) => void;
  resolve: (portrait: RenderedImage) => void;
  reject: (error: RenderError) => void;
  cancelTimeout: () => void;
}

type Slot =
  | { state: 'starting'; child: ChildProcess; cancelTimeout: () => void }
  /** `turn`: of its last job, 0 before the first */
  | { state: 'idle'; child: ChildProcess; lastRoom: string | null; turn: number }
  | { state: 'busy'; child: ChildProcess; lastRoom: string; job: RunningJob }
  /** ended; `planned`: the replacement's start has its time */
  | { state: 'gone'; planned: boolean };

export interface WorkerPoolOptions {
  /** jobs that are drawn at a time */
  workers: number;
  /** processes that wait for a single worker's end: loading the networks takes longer than a person waits */
  spares?: number;
  /**
   * @param index of the worker, from 0: which GPU is its own
   * @param hurry nobody else is there to draw
   */
  start: (index: number, hurry: boolean) => ChildProcess;
  clock: Clock;
  log: Logger;
  jobTimeoutMs?: number;
  /** resident memory at which a worker is replaced */
  maxBytes?: number;
}

/**
 * Worker processes; each does one job at a time and is replaced when it ends, hangs or grows beyond its
 * memory bound.
 */
export class WorkerPool implements Renderer {
  readonly #options: WorkerPoolOptions;
  readonly #slots: Slot[] = [];
  /** ends in a row of each slot's workers without a job done */
  readonly #failures: number[] = [];
  readonly #listeners: (() => void)[] = [];
  #model: { engine: string; modelVersion: string; engines?: string[]; passedOver?: string[] } | null = null;
  #trouble: string | null = null;
  #workers = 0;
  #sparesAwaited = false;
  #nextId = 1;
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.grow(options.workers);
  }

  get state(): RendererState {
    const workers = Math.min(this.#workers, this.#count('idle') + this.#count('busy'));
    if (this.#model && workers > 0) return { state: 'ready', ...this.#model, workers };
    if (this.#slots.length === 0) {
      return { state: 'unavailable', message: 'This server draws no portraits (PORTRAIT_WORKERS=0).' };
    }
    return this.#trouble === null ? { state: 'starting' } : { state: 'unavailable', message: this.#trouble };
  }

  get idle(): number {
    return Math.max(0, Math.min(this.#count('idle'), this.#workers - this.#count('busy')));
  }

  /** A job is sent to a worker at once: none waits here. */
  waits(): boolean {
    return false;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Brings the pool to that many workers; it never shrinks. */
  grow(workers: number): void {
    this.#workers = Math.max(this.#workers, workers);
    this.#fill(this.#workers);
  }

  render(job: RenderJob, onShadow: (shadow: RenderedImage) => void): Promise<RenderedImage> {
    const index = this.#pick(job.cacheKey);
    const slot = this.#slots[index];
    if (slot?.state !== 'idle' || this.idle === 0)
      return Promise.reject(new RenderError('stopped', 'No portrait worker is free.'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const limit = this.#options.jobTimeoutMs ?? PORTRAIT_JOB_TIMEOUT_MS;
      const cancelTimeout = this.#options.clock.after(limit, () => {
        const seconds = Math.round(limit / 1000);
        this.#end(
          index,
          slot.child,
          new RenderError('timeout', `The portrait took longer than ${seconds} s.`),
        );
      });
      const running = { id, job, onShadow, resolve, reject, cancelTimeout };
      this.#slots[index] = { state: 'busy', child: slot.child, lastRoom: job.cacheKey, job: running };
      slot.child.send({ id, job });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const children = this.#slots.flatMap((slot) => (slot.state === 'gone' ? [] : [slot.child]));
    const exits = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const [index, slot] of [...this.#slots.entries()]) {
      if (slot.state !== 'gone') {
        this.#end(index, slot.child, new RenderError('stopped', 'The server is stopping.'));
      }
    }
    await Promise.all(exits);
  }

  /**
   * An idle worker, if possible the one that knows the room's stage results, else the one that drew last: a
   * spare one stays as small as it is.
   */
  #pick(room: string): number {
    let best = -1;
    let bestTurn = -1;
    for (const [index, slot] of this.#slots.entries()) {
      if (slot.state !== 'idle') continue;
      if (slot.lastRoom === room) return index;
      if (slot.turn > bestTurn) [best, bestTurn] = [index, slot.turn];
    }
    return best;
  }

  #count(state: Slot['state']): number {
    return this.#slots.filter((slot) => slot.state === state).length;
  }

  /** Starts processes until there are that many. */
  #fill(processes: number): void {
    if (this.#closed) return;
    for (let index = this.#slots.length; index < processes; index++) {
      this.#slots.push({ state: 'gone', planned: false });
      this.#failures.push(0);
      this.#start(index);
    }
  }

  #awaitSpares(): void {
    const { spares = 0, clock } = this.#options;
    if (spares === 0 || this.#sparesAwaited) return;
    this.#sparesAwaited = true;
    clock.after(SPARE_AFTER_MS, () => this.#fill(1 + spares));
  }

  #start(index: number): void {
    if (this.#closed) return;
    const { start, clock, log } = this.#options;
    const child = start(index, this.#count('idle') + this.#count('busy') === 0);
    const cancelTimeout = clock.after(START_TIMEOUT_MS, () => this.#end(index, child, null));
    this.#slots[index] = { state: 'starting', child, cancelTimeout };
    child.stdout?.on('data', (text) => log.debug({ worker: child.pid }, String(text).trim()));
    child.stderr?.on('data', (text) => log.warn({ worker: child.pid }, String(text).trim()));
    child.on('error', (error) => {
      log.error({ err: error }, 'a portrait worker could not be reached');
      // Not even a process came of it, so no exit will follow.
      if (child.pid === undefined) this.#end(index, child, null);
    });
    child.on('exit', () => this.#end(index, child, new RenderError('crash', 'The portrait worker crashed.')));
    child.on('message', (raw) => {
      const message = workerMessageSchema.safeParse(raw);
      if (message.success) this.#hear(index, child, message.data);
      else log.error({ worker: child.pid }, 'a portrait worker said something unknown');
    });
  }

  #hear(index: number, child: ChildProcess, message: WorkerMessage): void {
    const slot = this.#slots[index];
    if (!slot || slot.state === 'gone' || slot.child !== child) return;
    if (message.type === 'ready' && slot.state === 'starting') {
      slot.cancelTimeout();
      this.#trouble = null;
      const { engine, modelVersion, engines, passedOver } = message;
      this.#model = { engine, modelVersion, engines, passedOver };
      this.#options.log.info({ ...this.#model, worker: child.pid }, 'portrait worker is ready');
      this.#slots[index] = { state: 'idle', child, lastRoom: null, turn: 0 };
      this.#awaitSpares();
      // Those that left the first try to this one.
      for (const other of this.#slots.keys()) this.#replace(other);
      this.#changed();
    } else if (message.type === 'unavailable') {
      if (this.#trouble !== message.message) {
        this.#options.log.error({ reason: message.detail }, 'portraits cannot be drawn here');
      }
      this.#trouble = message.message;
      this.#end(index, child, null);
    } else if (message.type === 'memory') {
      if (message.bytes > (this.#options.maxBytes ?? MAX_WORKER_BYTES)) {
        this.#options.log.warn(
          { worker: child.pid, bytes: message.bytes },
          'a portrait worker grew too large',
        );
        this.#end(index, child, new RenderError('memory', 'The portrait worker needed too much memory.'));
      }
    } else if (slot.state === 'busy' && 'id' in message && message.id === slot.job.id) {
      this.#hearOfJob(index, slot, message);
    }
  }

  #hearOfJob(
    index: number,
    { child, lastRoom, job }: Extract<Slot, { state: 'busy' }>,
    message: Extract<WorkerMessage, { id: number }>,
  ): void {
    if (message.type === 'shadow') {
      job.onShadow(this.#imageOf(message, job.job));
      return;
    }
    job.cancelTimeout();
    this.#failures[index] = 0;
    this.#slots[index] = { state: 'idle', child, lastRoom, turn: job.id };
    if (message.type === 'portrait') job.resolve(this.#imageOf(message, job.job));
    else job.reject(new RenderError('failed', message.message));
    this.#changed();
  }

  #imageOf(
    message: Extract<WorkerMessage, { image: Uint8Array }>,
    { generation, shows }: RenderJob,
  ): RenderedImage {
    const { engine = '', modelVersion = '' } = this.#model ?? {};
    const { image, mime, size, timings } = message;
    const labels = message.type === 'portrait' && message.labels;
    return {
      image,
      mime,
      size,
      timings,
      ...(labels && { labels }),
      generation,
      shows,
      engine,
      modelVersion,
    };
  }

  /** The worker ended or must end: its job fails; a spare one or else a new one takes its place at once. */
  #end(index: number, child: ChildProcess, failure: RenderError | null): void {
    const slot = this.#slots[index];
    if (!slot || slot.state === 'gone' || slot.child !== child) return;
    this.#slots[index] = { state: 'gone', planned: false };
    this.#failures[index] = (this.#failures[index] ?? 0) + 1;
    child.kill('SIGKILL');
    if (slot.state === 'starting') {
      slot.cancelTimeout();
      this.#trouble ??= 'The portrait worker does not start; the server log says why.';
    }
    if (slot.state === 'busy') {
      slot.job.cancelTimeout();
      slot.job.reject(failure ?? new RenderError('crash', 'The portrait worker ended.'));
    }
    this.#replace(index);
    this.#changed();
  }

  #replace(index: number): void {
    const slot = this.#slots[index];
    if (this.#closed || slot?.state !== 'gone' || slot.planned || this.#isTried()) return;
    const spare = this.#slots.length - this.#count('gone') >= this.#workers;
    const delay = Math.max(restartDelay(this.#failures[index] ?? 0), spare ? SPARE_AFTER_MS : 0);
    slot.planned = true;
    if (delay === 0) this.#start(index);
    else this.#options.clock.after(delay, () => this.#start(index));
  }

  /** No worker gets ready here, and one tries it for all. */
  #isTried(): boolean {
    if (this.#trouble === null || this.#count('idle') + this.#count('busy') > 0) return false;
    return this.#slots.some((slot) => slot.state === 'starting' || (slot.state === 'gone' && slot.planned));
  }

  #changed(): void {
    // After whoever waits for a job that ended now: an interrupted room is in line before the next job is chosen.
    queueMicrotask(() => {
      if (!this.#closed) for (const listener of this.#listeners) listener();
    });
  }
}

/** @param failures workers in a row that drew nothing @returns ms until the next one is started */
function restartDelay(failures: number): number {
  return failures <= 1 ? 0 : Math.min(LAST_RESTART_MS, FIRST_RESTART_MS * 4 ** (failures - 2));
}
