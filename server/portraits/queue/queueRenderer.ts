import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import {
  RenderError,
  type RenderedImage,
  type Renderer,
  type RendererState,
  type RenderJob,
} from '../renderer.ts';
import type { Line, PortraitQueue } from './portraitQueue.ts';
import type { JobResult } from './queueMessages.ts';

/** ms between two looks at who is there to draw, and at whether the slots still hold what waits here. */
const LOOK_MS = 1_000;
/** ms between two looks while nobody can draw, and how many of them may fail unsaid at the start. */
const FIRST_LOOK_MS = 100;
const SILENT_LOOKS = 20;
/** Looks in a row that may miss a job before it is put into line again: its result may be under way. */
const MISSING_LOOKS = 2;

const OTHER_WEIGHTS =
  'The portrait workers that are there have other weights than this server: set LIMN_WEIGHTS alike, or update them.';

interface Pending {
  job: RenderJob;
  started: boolean;
  missing: number;
  onShadow: (shadow: RenderedImage) => void;
  resolve: (portrait: RenderedImage) => void;
  reject: (error: RenderError) => void;
}

export interface QueueRendererOptions {
  queue: PortraitQueue;
  clock: Clock;
  log: Logger;
}

/** Has portraits drawn by whichever worker claims them from Redis, on this machine or another. */
export class QueueRenderer implements Renderer {
  readonly #options: QueueRendererOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #rooms = new Map<string, Promise<void>>();
  readonly #listeners: (() => void)[] = [];
  #state: RendererState = { state: 'starting' };
  #line: Line | null = null;
  #cancelLook = () => {};
  #looks = 0;
  #closed = false;

  constructor(options: QueueRendererOptions) {
    this.#options = options;
    options.queue.onReady(() => void this.#look());
    void this.#look();
  }

  get state(): RendererState {
    return this.#state;
  }

  /** The line takes any number. */
  get idle(): number {
    return this.#state.state === 'ready' ? 1 : 0;
  }

  get queueLine(): Line | null {
    return this.#line;
  }

  waits(room: string): boolean {
    return this.#pending.get(room)?.started === false;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  render(job: RenderJob, onShadow: (shadow: RenderedImage) => void): Promise<RenderedImage> {
    const room = job.cacheKey;
    this.#pending.get(room)?.reject(new RenderError('superseded', 'A newer drawing took its place.'));
    return new Promise((resolve, reject) => {
      const pending = { job, started: false, missing: 0, onShadow, resolve, reject };
      this.#pending.set(room, pending);
      this.#submit(pending).catch((error: unknown) => {
        this.#options.log.debug({ err: error }, 'a portrait job could not be submitted');
        this.#settle(pending)?.reject(new RenderError('stopped', 'The portrait line cannot be reached.'));
      });
    });
  }

  forget(room: string): void {
    this.#pending.delete(room);
    if (this.#rooms.delete(room)) this.#options.queue.unlisten(room);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelLook();
    this.#rejectAll('The server is stopping.');
  }

  async #submit(pending: Pending): Promise<void> {
    const { queue } = this.#options;
    const room = pending.job.cacheKey;
    const listening = this.#rooms.get(room) ?? queue.listen(room, (result) => this.#hear(room, result));
    this.#rooms.set(room, listening);
    await listening;
    // Of two servers that show the room the other one may have a newer wish: its picture serves both.
    await queue.submit(pending.job);
  }

  #hear(room: string, result: JobResult): void {
    const pending = this.#pending.get(room);
    if (!pending) return;
    const generation = 'image' in result ? result.image.generation : result.generation;
    if (generation < pending.job.generation) return;
    switch (result.type) {
      case 'started':
        pending.started = true;
        break;
      case 'shadow':
        pending.onShadow(result.image);
        break;
      case 'portrait':
        this.#settle(pending)?.resolve(result.image);
        break;
      case 'failed':
        this.#settle(pending)?.reject(new RenderError(result.kind, result.message));
    }
  }

  #settle(pending: Pending): Pending | null {
    const room = pending.job.cacheKey;
    if (this.#pending.get(room) !== pending) return null;
    this.#pending.delete(room);
    return pending;
  }

  async #look(): Promise<void> {
    const { queue, clock } = this.#options;
    try {
      this.#become(await this.#readState());
      this.#line = await queue.line();
      for (const pending of [...this.#pending.values()]) {
        const { cacheKey, generation } = pending.job;
        pending.missing = (await queue.holds(cacheKey, generation)) ? 0 : pending.missing + 1;
        if (pending.missing < MISSING_LOOKS || this.#pending.get(cacheKey) !== pending) continue;
        // Redis was emptied, or its last word was lost on the way.
        Object.assign(pending, { missing: 0, started: false });
        await this.#submit(pending);
      }
    } catch {
      this.#line = null;
      if (this.#state.state !== 'starting' || ++this.#looks > SILENT_LOOKS) {
        this.#become({ state: 'unavailable', message: 'The portrait line (Redis) cannot be reached.' });
        this.#rejectAll('The portrait line cannot be reached.');
      }
    }
    // Who waits for workers, or for Redis, is to hear of them soon.
    const wait = this.#state.state === 'ready' ? LOOK_MS : FIRST_LOOK_MS;
    this.#cancelLook();
    if (!this.#closed) this.#cancelLook = clock.after(wait, () => void this.#look());
  }

  async #readState(): Promise<RendererState> {
    const { queue } = this.#options;
    const all = await queue.members();
    const members = all.filter(({ weights }) => weights === queue.weights);
    const [first] = members;
    if (!first) {
      // A worker of the same start takes a moment to load.
      if (this.#state.state === 'starting' && ++this.#looks <= SILENT_LOOKS) return this.#state;
      const message = all.length > 0 ? OTHER_WEIGHTS : 'No portrait worker is there (npm run worker).';
      return { state: 'unavailable', message };
    }
    const { engine, modelVersion } = first;
    const workers = members.reduce((sum, member) => sum + member.workers, 0);
    return { state: 'ready', engine, modelVersion, workers };
  }

  #become(state: RendererState): void {
    if (this.#closed || JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  #rejectAll(message: string): void {
    for (const pending of [...this.#pending.values()]) {
      this.#settle(pending)?.reject(new RenderError('stopped', message));
    }
  }
}
