import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AppearanceReference, ReferenceSource } from '../../shared/appearance.ts';
import type { FacePlacement, SoughtLines } from '../../shared/facePlacement.ts';
import { MAX_WAITING_REFERENCES, REFERENCE_IDLE_MS, REFERENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { RefusedError } from '../rooms/errors.ts';
import {
  type ReferenceAnswer,
  type ReferenceRequest,
  type ReferenceWish,
  referenceAnswerSchema,
} from './messages.ts';

/** Reads reference pictures and drawings' lines, whoever does it. */
export interface ReferencePictures {
  /** @throws UnreadablePictureError, RefusedError `rate-limited` or `restarting` */
  read(picture: Uint8Array, source: ReferenceSource): Promise<AppearanceReference>;
  /** The same picture as it may lie under a sheet. @throws the same */
  underlay(picture: Uint8Array): Promise<Uint8Array>;
  /** Where the face among a drawing's lines belongs. @throws the same */
  place(sought: SoughtLines): Promise<FacePlacement>;
  close(): void;
}

/** The picture cannot be used; the message is one sentence for the person who gave it. */
export class UnreadablePictureError extends Error {
  override name = 'UnreadablePictureError';
}

const WORKER_FILE = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** The loader for TypeScript, found from here and not from the working directory. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export function startReferenceProcess(weightsDir?: string): ChildProcess {
  return fork(WORKER_FILE, [weightsDir ?? ''], {
    execArgv: ['--import', TSX],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

type GoodAnswer = Exclude<ReferenceAnswer, { type: 'refused' | 'failed' }>;

interface Job {
  request: ReferenceRequest;
  resolve: (answer: GoodAnswer) => void;
  reject: (error: Error) => void;
}

/**
 * One process that starts with the first wish, grants one at a time and ends when it was idle: decoders
 * of strangers' files share no memory with rooms, and a picture never delays a portrait.
 */
export class ReferenceProcess implements ReferencePictures {
  readonly #options: { start: () => ChildProcess; clock: Clock; log: Logger };
  readonly #waiting: Job[] = [];
  #running: Job | null = null;
  #child: ChildProcess | null = null;
  #cancelTimer: () => void = () => {};
  #nextId = 1;
  #closed = false;

  constructor(options: { start: () => ChildProcess; clock: Clock; log: Logger }) {
    this.#options = options;
  }

  async read(picture: Uint8Array, source: ReferenceSource): Promise<AppearanceReference> {
    return (await this.#ask({ want: 'appearance', picture, source }, 'read')).reference;
  }

  async underlay(picture: Uint8Array): Promise<Uint8Array> {
    return (await this.#ask({ want: 'underlay', picture }, 'encoded')).picture;
  }

  async place(sought: SoughtLines): Promise<FacePlacement> {
    return (await this.#ask({ want: 'placement', sought }, 'placed')).face;
  }

  async #ask<T extends GoodAnswer['type']>(
    wish: ReferenceWish,
    type: T,
  ): Promise<Extract<GoodAnswer, { type: T }>> {
    const answer = await this.#queued(wish);
    if (answer.type !== type) throw new Error('the reader of pictures answered another question');
    return answer as Extract<GoodAnswer, { type: T }>;
  }

  #queued(wish: ReferenceWish): Promise<GoodAnswer> {
    if (this.#closed) return Promise.reject(new RefusedError('restarting', 'The server is stopping.'));
    if (this.#waiting.length >= MAX_WAITING_REFERENCES) {
      return Promise.reject(
        new RefusedError('rate-limited', 'Many people choose a picture just now. Try again in a minute.'),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request: { ...wish, id: this.#nextId++ }, resolve, reject });
      this.#next();
    });
  }

  close(): void {
    this.#closed = true;
    const error = new RefusedError('restarting', 'The server is stopping.');
    for (const job of this.#waiting.splice(0)) job.reject(error);
    this.#end(error);
  }

  #next(): void {
    if (this.#running) return;
    this.#cancelTimer();
    const job = this.#waiting.shift();
    const { clock } = this.#options;
    if (!job) {
      this.#cancelTimer = clock.after(REFERENCE_IDLE_MS, () => this.#end(null));
      return;
    }
    this.#running = job;
    this.#cancelTimer = clock.after(REFERENCE_TIMEOUT_MS, () => {
      this.#end(new UnreadablePictureError(`This ${nameOf(job)} takes too long to read. Try another one.`));
    });
    this.#child ??= this.#start();
    this.#child.send(job.request);
  }

  #start(): ChildProcess {
    const { start, log } = this.#options;
    const child = start();
    child.stderr?.on('data', (text) => log.warn({ worker: child.pid }, String(text).trim()));
    child.on('error', (error) => log.error({ err: error }, 'the reader of pictures could not be reached'));
    child.on('exit', () => {
      if (child !== this.#child) return;
      const what = this.#running ? nameOf(this.#running) : 'picture';
      this.#end(new UnreadablePictureError(`This ${what} could not be read. Try another one.`));
    });
    child.on('message', (raw) => {
      const answer = referenceAnswerSchema.safeParse(raw);
      if (answer.success && child === this.#child) this.#hear(answer.data);
    });
    return child;
  }

  #hear(answer: ReferenceAnswer): void {
    const job = this.#running;
    if (job?.request.id !== answer.id) return;
    this.#running = null;
    if (answer.type === 'refused') {
      job.reject(new UnreadablePictureError(`This ${nameOf(job)} ${answer.why}.`));
    } else if (answer.type === 'failed') {
      this.#options.log.error({ reason: answer.detail }, `a ${nameOf(job)} could not be read`);
      job.reject(new Error(answer.detail));
    } else job.resolve(answer);
    this.#next();
  }

  /** Kills the process; what it reads fails with that error, the next wish starts another. */
  #end(error: Error | null): void {
    const [child, job] = [this.#child, this.#running];
    this.#cancelTimer();
    this.#child = null;
    this.#running = null;
    child?.kill('SIGKILL');
    if (job && error) job.reject(error);
    if (!this.#closed && this.#waiting.length > 0) this.#next();
  }
}

/** What a person calls what they gave. */
function nameOf({ request }: Job): string {
  return request.want === 'placement' ? 'drawing' : 'picture';
}
