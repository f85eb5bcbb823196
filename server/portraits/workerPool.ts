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
/** ms until a worker that ended is replaced; doubles while replacements do not get ready. */
const FIRST_RESTART_MS = 200;
const LAST_RESTART_MS = 30_000;

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
  | { state: 'idle'; child: ChildProcess; lastRoom: string | null }
  | { state: 'busy'; child: ChildProcess; lastRoom: string; job: RunningJob }
  /** ended; a replacement follows */
  | { state: 'gone' };

export interface WorkerPoolOptions {
  workers: number;
  /** @param index of the worker, from 0: which GPU is its own */
  start: (index: number) => ChildProcess;
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
  readonly #failedStarts: number[] = [];
  readonly #listeners: (() => void)[] = [];
  #model: { engine: string; modelVersion: string; engines?: string[]; passedOver?: string[] } | null = null;
  #trouble: string | null = null;
  #nextId = 1;
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.grow(options.workers);
  }

  get state(): RendererState {
    const workers = this.#slots.filter(({ state }) => state === 'idle' || state === 'busy').length;
    if (this.#model && workers > 0) return { state: 'ready', ...this.#model, workers };
    if (this.#slots.length === 0) {
      return { state: 'unavailable', message: 'This server draws no portraits (PORTRAIT_WORKERS=0).' };
    }
    return this.#trouble === null ? { state: 'starting' } : { state: 'unavailable', message: this.#trouble };
  }

  get idle(): number {
    return this.#slots.filter(({ state }) => state === 'idle').length;
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
    if (this.#closed) return;
    for (let index = this.#slots.length; index < workers; index++) {
      this.#slots.push({ state: 'gone' });
      this.#failedStarts.push(0);
      this.#start(index);
    }
  }

  render(job: RenderJob, onShadow: (shadow: RenderedImage) => void): Promise<RenderedImage> {
    const index = this.#pick(job.cacheKey);
    const slot = this.#slots[index];
    if (slot?.state !== 'idle')
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

  /** An idle worker, if possible the one that knows the room's stage results. */
  #pick(room: string): number {
    const familiar = this.#slots.findIndex((slot) => slot.state === 'idle' && slot.lastRoom === room);
    return familiar >= 0 ? familiar : this.#slots.findIndex((slot) => slot.state === 'idle');
  }

  #start(index: number): void {
    if (this.#closed) return;
    const { start, clock, log } = this.#options;
    const child = start(index);
    const cancelTimeout = clock.after(START_TIMEOUT_MS, () => this.#end(index, child, null));
    this.#slots[index] = { state: 'starting', child, cancelTimeout };
    child.stdout?.on('data', (text) => log.debug({ worker: child.pid }, String(text).trim()));
    child.stderr?.on('data', (text) => log.warn({ worker: child.pid }, String(text).trim()));
    child.on('error', (error) => log.error({ err: error }, 'a portrait worker could not be reached'));
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
      this.#failedStarts[index] = 0;
      this.#trouble = null;
      const { engine, modelVersion, engines, passedOver } = message;
      this.#model = { engine, modelVersion, engines, passedOver };
      this.#options.log.info({ ...this.#model, worker: child.pid }, 'portrait worker is ready');
      this.#slots[index] = { state: 'idle', child, lastRoom: null };
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
    this.#slots[index] = { state: 'idle', child, lastRoom };
    if (message.type === 'portrait') job.resolve(this.#imageOf(message, job.job));
    else job.reject(new RenderError('failed', message.message));
    this.#changed();
  }

  #imageOf(
    { image, mime, size, timings }: Extract<WorkerMessage, { image: Uint8Array }>,
    { generation, shows }: RenderJob,
  ): RenderedImage {
    const { engine = '', modelVersion = '' } = this.#model ?? {};
    return { image, mime, size, timings, generation, shows, engine, modelVersion };
  }

  /** The worker ended or must end: its job fails, a new one takes its place. */
  #end(index: number, child: ChildProcess, failure: RenderError | null): void {
    const slot = this.#slots[index];
    if (!slot || slot.state === 'gone' || slot.child !== child) return;
    this.#slots[index] = { state: 'gone' };
    child.kill('SIGKILL');
    if (slot.state === 'starting') {
      slot.cancelTimeout();
      this.#trouble ??= 'The portrait worker does not start; the server log says why.';
    }
    const failedStarts = slot.state === 'starting' ? (this.#failedStarts[index] ?? 0) + 1 : 0;
    this.#failedStarts[index] = failedStarts;
    if (slot.state === 'busy') {
      slot.job.cancelTimeout();
      slot.job.reject(failure ?? new RenderError('crash', 'The portrait worker ended.'));
    }
    if (!this.#closed) {
      const delay = Math.min(LAST_RESTART_MS, FIRST_RESTART_MS * 2 ** (2 * failedStarts));
      this.#options.clock.after(delay, () => this.#start(index));
    }
    this.#changed();
  }

  #changed(): void {
    if (this.#closed) return;
    for (const listener of this.#listeners) listener();
  }
}
