import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { createLogger } from '../log.ts';
import type { Picture, PictureRecord } from '../rooms/roomStore.ts';
import { ManualClock } from '../testing/manualClock.ts';
import {
  RenderError,
  type RenderedImage,
  type Renderer,
  type RendererState,
  type RenderJob,
} from './renderer.ts';
import { type PortraitRoom, PortraitService, type Scene } from './service.ts';

/** ms after which every retry is due */
const RETRIES_MS = 20_000;

interface Held {
  job: RenderJob;
  started: boolean;
  onShadow: (shadow: RenderedImage) => void;
  resolve: (portrait: RenderedImage) => void;
  reject: (error: RenderError) => void;
}

/** Jobs start and end when the schedule says so; a line (as in Redis) takes any number, a pool `workers`. */
class ScheduledRenderer implements Renderer {
  state: RendererState = { state: 'ready', engine: 'fake', modelVersion: 'fake-1', workers: 2 };
  held: Held[] = [];
  readonly #listeners: (() => void)[] = [];

  constructor(
    readonly line: boolean,
    readonly workers: number,
  ) {}

  get idle(): number {
    return this.line ? 1 : this.workers - this.held.length;
  }

  waits(room: string): boolean {
    return this.held.some(({ job, started }) => job.cacheKey === room && !started);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  render(job: RenderJob, onShadow: Held['onShadow']): Promise<RenderedImage> {
    const waiting = this.held.find((held) => held.job.cacheKey === job.cacheKey);
    // One job a room; only one that waits in a line may be replaced.
    expect(waiting?.started ?? false).toBe(false);
    if (waiting) this.#end(waiting, () => waiting.reject(new RenderError('superseded', '')));
    return new Promise((resolve, reject) => {
      this.held.push({ job, started: !this.line, onShadow, resolve, reject });
    });
  }

  start(pick: number): void {
    const waiting = this.held.filter(({ started }) => !started);
    const next = waiting[pick % waiting.length];
    if (next) next.started = true;
  }

  finish(pick: number, fails: boolean): void {
    const started = this.held.filter((held) => held.started);
    const one = started[pick % started.length];
    if (!one) return;
    this.#end(one, () => {
      if (fails) return one.reject(new RenderError('crash', 'crashed'));
      const { generation, shows, size } = one.job;
      const about = {
        mime: 'image/webp',
        timings: {},
        generation,
        shows,
        engine: 'fake',
        modelVersion: 'fake-1',
      } as const;
      one.onShadow({ ...about, image: new Uint8Array(), size: 256 });
      one.resolve({ ...about, image: new Uint8Array(), size });
    });
    for (const listener of this.#listeners) listener();
  }

  async close(): Promise<void> {}

  #end(held: Held, say: () => void): void {
    this.held = this.held.filter((other) => other !== held);
    say();
  }
}

class WatchedRoom implements PortraitRoom {
  scene: Scene = {
    version: 1,
    stateVector: new Uint8Array(),
    tailSeq: 0,
    strokes: [],
    tails: [],
    settings: DEFAULT_SETTINGS,
  };
  watched = true;
  leads = true;
  readonly shown: Picture['stamp'][] = [];
  readonly kinds: string[] = [];

  constructor(readonly id: string) {}

  get version(): number {
    return this.scene.version;
  }

  readScene(): Scene {
    return this.scene;
  }

  show(kind: 'shadow' | 'portrait', { stamp }: Picture): void {
    this.kinds.push(kind);
    if (kind === 'portrait') this.shown.push(stamp);
  }

  forgetShadow(): void {}
  showStatus(): void {}
  async keep(): Promise<void> {}
  async restore(): Promise<PictureRecord | null> {
    return null;
  }
}

interface Step {
  kind: 'stroke' | 'tail' | 'start' | 'finish' | 'fail' | 'look';
  room: number;
  wait: number;
}

const schedule = fc.record({
  line: fc.boolean(),
  workers: fc.integer({ min: 1, max: 3 }),
  steps: fc.array(
    fc.record<Step>({
      kind: fc.constantFrom<Step['kind'][]>('stroke', 'tail', 'start', 'finish', 'finish', 'fail', 'look'),
      room: fc.nat(3),
      wait: fc.nat(300),
    }),
    { maxLength: 60 },
  ),
});

test('W3 F12 whatever the order of changes, ends, failures and looks: one job a room, none that nobody sees, pictures only get newer, the last version is shown', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async ({ line, workers, steps }) => {
      const clock = new ManualClock();
      const renderer = new ScheduledRenderer(line, workers);
      const metrics = { finished: () => {}, failed: () => {} };
      const service = new PortraitService({ renderer, clock, log: createLogger('silent'), metrics });
      const rooms = Array.from({ length: 4 }, (_, i) => new WatchedRoom(`room-${i}`));
      for (const room of rooms) await service.attach(room);

      const settle = () => new Promise((resolve) => setImmediate(resolve));
      for (const { kind, room: index, wait } of steps) {
        clock.advance(wait);
        const room = rooms[index] as WatchedRoom;
        if (kind === 'start') renderer.start(index);
        else if (kind === 'finish' || kind === 'fail') renderer.finish(index, kind === 'fail');
        else if (kind === 'look') {
          room.watched = !room.watched;
          if (room.watched) service.watch();
        } else {
          const down = kind === 'tail';
          const tails = down ? [{ key: 'tail', bytes: new Uint8Array() }] : [];
          const { version, tailSeq } = room.scene;
          room.scene = { ...room.scene, tails, version: down ? version : version + 1, tailSeq: tailSeq + 1 };
          service.mark(room.id);
        }
        const begun = new Set(renderer.held);
        await settle();
        for (const held of renderer.held) {
          if (!begun.has(held)) expect(rooms.find(({ id }) => id === held.job.cacheKey)?.watched).toBe(true);
        }
        expect(renderer.held.filter(({ started }) => started).length).toBeLessThanOrEqual(line ? 4 : workers);
      }
      for (const room of rooms) {
        room.scene = { ...room.scene, tails: [] };
        room.watched = true;
        service.mark(room.id);
      }
      // Everything that is left runs to its end.
      for (let i = 0; i < 20 || service.waiting > 0; i++) {
        clock.advance(RETRIES_MS);
        await settle();
        while (renderer.held.length > 0) {
          renderer.start(0);
          renderer.finish(0, false);
          await settle();
        }
      }
      for (const { shown, kinds, version } of rooms) {
        const versions = shown.map((stamp) => stamp.version);
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
        expect(shown.at(-1)).toMatchObject({ version, final: true });
        expect(kinds.filter((_, i) => i % 2 === 0)).not.toContain('portrait');
      }
      await service.close();
    }),
    { numRuns: 2_000 },
  );
}, 120_000);
