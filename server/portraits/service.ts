import type { PortraitStatus } from '../../shared/events.ts';
import type { RoomLabels } from '../../shared/semantics/labelNews.ts';
import type { RoomSettings } from '../../shared/settings.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Picture, PictureRecord } from '../rooms/roomStore.ts';
import { Breaker } from './breaker.ts';
import type { PictureNews } from './pictureNews.ts';
import {
  DRAFT_SIZE,
  FINAL_SIZE,
  RenderError,
  type RenderedImage,
  type Renderer,
  type RenderJob,
  type ShownState,
} from './renderer.ts';
import { PortraitScheduler, type Retry, type RoomFacts } from './scheduler.ts';
import { ServerBreaker } from './serverBreaker.ts';

/** ms between a picture at rest and its writing to the store: a drawing that goes on is not worth it. */
const KEEP_AFTER_MS = 2_000;
const ALL_FAIL = 'Portraits fail in every room of this server. It goes on trying.';

/** What there is to draw, read at the moment a job starts. */
export interface Scene extends Omit<ShownState, 'final'> {
  strokes: RenderJob['strokes'];
  tails: RenderJob['tails'];
  settings: RoomSettings;
  blend?: RenderJob['blend'];
}

/** A room as portraits see it. */
export interface PortraitRoom {
  readonly id: string;
  readonly version: number;
  /** somebody has the room open in a tab that can be seen */
  readonly watched: boolean;
  /** this server has it drawn; else another one does, and is heard of by `hear` */
  readonly leads: boolean;
  /** ms that it stands back behind rooms that wait; by default it does not */
  readonly standsBack?: number;
  readScene(): Scene;
  show(kind: 'shadow' | 'portrait', picture: Picture): void;
  /** the room's settings say that there is no shadow guide */
  forgetShadow(): void;
  showStatus(status: PortraitStatus): void;
  /** what the network understood of the drawing; a room without this is not asked for it */
  showLabels?(labels: RoomLabels): void;
  keep(record: PictureRecord): Promise<void>;
  restore(): Promise<PictureRecord | null>;
}

export interface PortraitMetrics {
  /** @param stages ms by stage */
  finished(kind: 'draft' | 'final', ms: number, stages: Record<string, number>): void;
  failed(kind: RenderError['kind']): void;
}

export interface PortraitServiceOptions {
  renderer: Renderer;
  clock: Clock;
  log: Logger;
  metrics: PortraitMetrics;
}

interface Entry {
  room: PortraitRoom;
  breaker: Breaker;
  failure: string | null;
  portrait: Picture | null;
  shadow: Picture | null;
  labels: RoomLabels | null;
  /** of the pictures shown */
  generations: { shadow: number; portrait: number };
  status: PortraitStatus | null;
  cancelKeep: (() => void) | null;
}

/** Keeps every room's portrait up to date: scheduler, renderer and rooms brought together. */
export class PortraitService {
  readonly #options: PortraitServiceOptions;
  readonly #scheduler = new PortraitScheduler();
  readonly #rooms = new Map<string, Entry>();
  readonly #breaker = new ServerBreaker();
  readonly #facts: RoomFacts;
  #toldFailing = false;
  #cancelTimer: (() => void) | null = null;
  /** of the latest job */
  #generation = 0;
  #stopped = false;

  constructor(options: PortraitServiceOptions) {
    this.#options = options;
    this.#facts = {
      replaceable: (room) => options.renderer.waits(room),
      watched: (id) => {
        const room = this.#rooms.get(id)?.room;
        return room ? room.watched && room.leads : false;
      },
      standsBack: (id) => this.#rooms.get(id)?.room.standsBack ?? 0,
    };
    options.renderer.onChange(() => this.#rendererChanged());
  }

  /** A room came into memory: shows the picture kept for it, and draws a new one where that is old. */
  async attach(room: PortraitRoom): Promise<void> {
    const entry: Entry = {
      room,
      breaker: new Breaker(),
      failure: null,
      portrait: null,
      shadow: null,
      labels: null,
      generations: { shadow: 0, portrait: 0 },
      status: null,
      cancelKeep: null,
    };
    this.#rooms.set(room.id, entry);
    const kept = await room.restore();
    if (this.#rooms.get(room.id) !== entry) return;
    if (kept && !entry.portrait) {
      this.#show(entry, 'portrait', kept.portrait, 0);
      if (kept.shadow && room.readScene().settings.shadow) this.#show(entry, 'shadow', kept.shadow, 0);
      if (kept.labels) this.#showLabels(entry, kept.labels);
    }
    if (this.#isStale(entry)) this.mark(room.id);
    else this.#tellStatus(entry);
  }

  /** Rooms whose next portrait has not begun. */
  get waiting(): number {
    return this.#scheduler.waiting;
  }

  /** True while portraits fail in one room after another. */
  get failing(): boolean {
    return this.#breaker.open;
  }

  /** Somebody looks at a room again: what it lacks is drawn now. */
  watch(): void {
    this.#pump();
  }

  /** The document or a tail changed. Where nobody looks, it is drawn when somebody does. */
  mark(roomId: string): void {
    const entry = this.#rooms.get(roomId);
    if (!entry) return;
    this.#scheduler.mark(roomId, this.#options.clock.now());
    this.#tellStatus(entry);
    this.#pump();
  }

  /** This server has the room drawn from now on. */
  lead(roomId: string): void {
    const entry = this.#rooms.get(roomId);
    if (!entry) return;
    entry.status = null;
    if (this.#isStale(entry)) this.mark(roomId);
    else this.#tellStatus(entry);
    this.#pump();
  }

  /** Another server has the room drawn, and says what came of it. */
  hear(roomId: string, news: PictureNews): void {
    const entry = this.#rooms.get(roomId);
    // Where the lease goes over both may think that they have it: each shows its own.
    if (!entry || entry.room.leads) return;
    if (news.type === 'noShadow') this.#forgetShadow(entry);
    else if (news.type === 'labels') this.#showLabels(entry, news.labels);
    else if (news.type === 'status') {
      entry.status = news.status;
      entry.room.showStatus(news.status);
    } else {
      const { kind, picture } = news;
      const shown = entry[kind];
      if (shown && picture.stamp.version < shown.stamp.version) return;
      entry[kind] = picture;
      entry.room.show(kind, picture);
    }
  }

  /** What another server that begins to show the room must know of it. */
  tell(roomId: string): PictureNews[] {
    const entry = this.#rooms.get(roomId);
    if (!entry?.room.leads) return [];
    const { shadow, portrait, status, labels } = entry;
    return [
      ...(shadow ? [{ type: 'picture', kind: 'shadow', picture: shadow } as const] : []),
      ...(portrait ? [{ type: 'picture', kind: 'portrait', picture: portrait } as const] : []),
      ...(labels ? [{ type: 'labels', labels } as const] : []),
      ...(status ? [{ type: 'status', status } as const] : []),
    ];
  }

  async detach(roomId: string): Promise<void> {
    const entry = this.#rooms.get(roomId);
    if (!entry) return;
    this.#rooms.delete(roomId);
    this.#scheduler.forget(roomId);
    this.#options.renderer.forget?.(roomId);
    this.#breaker.abandon(roomId, this.#options.clock.now());
    this.#pump();
    await this.#keepNow(entry);
  }

  /** Writes the pictures that are not kept yet; draws nothing more. */
  async close(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await Promise.all([...this.#rooms.values()].map((entry) => this.#keepNow(entry)));
  }

  #pump(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const { clock, renderer } = this.#options;
    while (!this.#stopped && renderer.idle > 0) {
      if ((this.#breaker.startsAt ?? Number.POSITIVE_INFINITY) > clock.now()) break;
      const roomId = this.#scheduler.take(clock.now(), this.#facts);
      if (roomId === null) break;
      this.#breaker.start(roomId);
      const entry = this.#rooms.get(roomId);
      if (entry) void this.#draw(entry);
    }
    // Without a free worker, and while a single job is tried, the end of a job pumps again.
    const dueAt = this.#scheduler.nextDueAt(this.#facts);
    const { startsAt } = this.#breaker;
    if (dueAt === null || startsAt === null || renderer.idle === 0 || this.#stopped) return;
    this.#cancelTimer = clock.after(Math.max(1, Math.max(dueAt, startsAt) - clock.now()), () => this.#pump());
  }

  async #draw(entry: Entry): Promise<void> {
    const { renderer, clock, metrics, log } = this.#options;
    const { room } = entry;
    const scene = room.readScene();
    const final = scene.tails.length === 0;
    const { strokes, tails, settings, blend, version, stateVector, tailSeq } = scene;
    this.#generation = Math.max(this.#generation + 1, clock.now());
    const job = {
      cacheKey: room.id,
      generation: this.#generation,
      shows: { version, stateVector, tailSeq, final },
      strokes,
      tails,
      settings,
      ...(blend && { blend }),
      ...(this.#lacksLabels(entry, version) && { labels: true }),
      size: final ? FINAL_SIZE : DRAFT_SIZE,
    } as const;
    const start = performance.now();
    let retry: Retry | null = null;
    try {
      const portrait = await renderer.render(job, (shadow) => {
        if (settings.shadow) this.#show(entry, 'shadow', stamped(shadow), shadow.generation);
      });
      if (!settings.shadow) this.#forgetShadow(entry);
      this.#show(entry, 'portrait', stamped(portrait), portrait.generation);
      const { labels: groups, modelVersion, shows } = portrait;
      if (groups) this.#showLabels(entry, { version: shows.version, modelVersion, groups });
      entry.breaker.succeed();
      this.#breaker.succeed();
      entry.failure = null;
      metrics.finished(final ? 'final' : 'draft', performance.now() - start, portrait.timings);
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      if (error.kind === 'superseded') {
        // The newer job ends this room's turn.
        this.#breaker.abandon(room.id, clock.now());
        this.#pump();
        return;
      }
      retry = this.#failed(entry, error);
      metrics.failed(error.kind);
      log.warn({ room: room.id, kind: error.kind, reason: error.message }, 'a portrait failed');
    }
    if (this.#rooms.get(room.id) === entry) {
      this.#scheduler.finish(room.id, clock.now(), retry);
      this.#tellStatus(entry);
    }
    this.#tellBreaker();
    this.#pump();
  }

  /** Where all of the server's portraits pause or go on, every room hears of it. */
  #tellBreaker(): void {
    if (this.#breaker.open === this.#toldFailing) return;
    this.#toldFailing = this.#breaker.open;
    if (this.#toldFailing)
      this.#options.log.error('portraits fail in one room after another: they are paused');
    for (const entry of this.#rooms.values()) this.#tellStatus(entry);
  }

  #failed(entry: Entry, { kind, message }: RenderError): Retry {
    const now = this.#options.clock.now();
    if (kind === 'stopped') {
      this.#breaker.abandon(entry.room.id, now);
      return { at: now, keepsPlace: false };
    }
    this.#breaker.fail(entry.room.id, now);
    const wait = entry.breaker.fail();
    // A worker that ended is replaced before anyone need hear of it.
    if (wait > 0) entry.failure = message;
    return { at: now + wait, keepsPlace: wait === 0 };
  }

  #show(entry: Entry, kind: 'shadow' | 'portrait', picture: Picture, generation: number): void {
    if (this.#rooms.get(entry.room.id) !== entry) return;
    const shown = entry[kind];
    if (shown && picture.stamp.version < shown.stamp.version) return;
    if (generation < entry.generations[kind]) return;
    entry[kind] = picture;
    entry.generations[kind] = generation;
    entry.room.show(kind, picture);
    if (kind === 'portrait' && picture.stamp.final) this.#keepLater(entry);
  }

  #showLabels(entry: Entry, labels: RoomLabels): void {
    if (this.#rooms.get(entry.room.id) !== entry || labels.version < (entry.labels?.version ?? 0)) return;
    entry.labels = labels;
    entry.room.showLabels?.(labels);
  }

  /** Drafts of strokes that were understood already need not be asked again. */
  #lacksLabels({ room, labels }: Entry, version: number): boolean {
    const { state } = this.#options.renderer;
    if (!room.showLabels) return false;
    const model = state.state === 'ready' ? state.modelVersion : labels?.modelVersion;
    return labels?.version !== version || labels.modelVersion !== model;
  }

  #forgetShadow(entry: Entry): void {
    entry.shadow = null;
    entry.room.forgetShadow();
  }

  #isStale({ portrait, room }: Entry): boolean {
    const { state } = this.#options.renderer;
    if (!portrait?.stamp.final || portrait.stamp.version !== room.version) return true;
    if (state.state !== 'ready') return false;
    return portrait.stamp.modelVersion !== state.modelVersion;
  }

  #rendererChanged(): void {
    for (const entry of this.#rooms.values()) {
      const pending = this.#scheduler.isPending(entry.room.id);
      if (!pending && this.#isStale(entry)) this.#scheduler.mark(entry.room.id, this.#options.clock.now());
      this.#tellStatus(entry);
    }
    this.#pump();
  }

  #tellStatus(entry: Entry): void {
    if (!entry.room.leads) return;
    const status = this.#statusOf(entry);
    const { status: told } = entry;
    const message = 'message' in status ? status.message : '';
    const toldMessage = told && 'message' in told ? told.message : '';
    // While a room is being drawn its version rises all the time: once "rendering" is enough.
    const sameVersion = status.state === 'rendering' || told?.version === status.version;
    if (told?.state === status.state && message === toldMessage && sameVersion) return;
    entry.status = status;
    entry.room.showStatus(status);
  }

  #statusOf(entry: Entry): PortraitStatus {
    const { room, breaker, failure } = entry;
    const { version } = room;
    const { state } = this.#options.renderer;
    if (state.state === 'unavailable') {
      return { state: 'paused', version, reason: 'no-worker', message: state.message };
    }
    if (this.#breaker.open) return { state: 'paused', version, reason: 'failing', message: ALL_FAIL };
    if (breaker.open) {
      const message = failure ?? 'Portraits failed too often.';
      return { state: 'paused', version, reason: 'failing', message };
    }
    if (failure !== null) return { state: 'failed', version, message: failure };
    const drawing = this.#scheduler.isPending(room.id) || this.#isStale(entry);
    return { state: drawing ? 'rendering' : 'current', version };
  }

  #keepLater(entry: Entry): void {
    entry.cancelKeep?.();
    entry.cancelKeep = this.#options.clock.after(KEEP_AFTER_MS, () => void this.#keepNow(entry));
  }

  async #keepNow(entry: Entry): Promise<void> {
    if (!entry.cancelKeep || !entry.portrait?.stamp.final) return;
    entry.cancelKeep();
    entry.cancelKeep = null;
    const { portrait, shadow, labels } = entry;
    try {
      await entry.room.keep({ portrait, shadow, ...(labels && { labels }) });
    } catch (error) {
      this.#options.log.warn({ room: entry.room.id, err: error }, 'a portrait could not be kept');
    }
  }
}

function stamped({ image, mime, size, timings, shows, engine, modelVersion }: RenderedImage): Picture {
  return { stamp: { ...shows, engine, modelVersion, size, mime, timings }, image };
}
