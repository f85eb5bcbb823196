import { beforeEach, expect, test } from 'vitest';
import type { PortraitStatus } from '../../shared/events.ts';
import { PORTRAIT_BREAKER_RESET_MS } from '../../shared/limits.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { FakeRenderer } from '../../tests/support/fakeRenderer.ts';
import { createLogger } from '../log.ts';
import type { Picture, PictureRecord } from '../rooms/roomStore.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { RenderError } from './renderer.ts';
import { type PortraitRoom, PortraitService, type Scene } from './service.ts';

/** ms that bring any marked room to its job */
const QUIET_MS = 500;

let clock: ManualClock;
let renderer: FakeRenderer;
let service: PortraitService;

beforeEach(() => {
  clock = new ManualClock();
  renderer = new FakeRenderer();
  const metrics = { finished: () => {}, failed: () => {} };
  service = new PortraitService({ renderer, clock, log: createLogger('silent'), metrics });
});

/** Lets promises that are due settle, and timers with them. */
async function pass(ms = QUIET_MS): Promise<void> {
  clock.advance(ms);
  await new Promise((resolve) => setImmediate(resolve));
}

/** A room whose drawing tests change by hand. */
class FakeRoom implements PortraitRoom {
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
  kept: PictureRecord | null = null;
  readonly shown: string[] = [];
  readonly statuses: PortraitStatus[] = [];
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  get version(): number {
    return this.scene.version;
  }

  readScene(): Scene {
    return this.scene;
  }

  show(kind: string, { stamp }: Picture): void {
    this.shown.push(`${kind} ${stamp.version}${stamp.final ? '' : ' draft'}`);
  }

  forgetShadow(): void {
    this.shown.push('no shadow');
  }

  showStatus(status: PortraitStatus): void {
    this.statuses.push(status);
  }

  async keep(record: PictureRecord): Promise<void> {
    this.kept = record;
  }

  async restore(): Promise<PictureRecord | null> {
    return this.kept;
  }

  /** A change of the drawing. */
  change(scene: Partial<Scene> = {}): void {
    this.scene = { ...this.scene, version: this.scene.version + 1, ...scene };
    service.mark(this.id);
  }
}

async function attach(id = 'room-1'): Promise<FakeRoom> {
  const room = new FakeRoom(id);
  await service.attach(room);
  await pass();
  return room;
}

const TAIL = { key: 'tail:1', bytes: new Uint8Array([1]) };

test('F2 a room is drawn when it opens, and again after each change', async () => {
  const room = await attach();
  room.change();
  room.change();
  await pass();
  expect(room.shown).toEqual(['shadow 1', 'portrait 1', 'shadow 3', 'portrait 3']);
  expect(room.statuses.map(({ state }) => state)).toEqual(['rendering', 'current', 'rendering', 'current']);
});

test('F3 a draft is small and is followed by a final one when the pen is up', async () => {
  const room = await attach();
  room.change({ tails: [TAIL], tailSeq: 4 });
  await pass();
  expect(room.shown.at(-1)).toBe('portrait 2 draft');
  expect(room.statuses.at(-1)?.state).toBe('rendering');
  room.change({ tails: [], tailSeq: 0 });
  await pass();
  expect(room.shown.at(-1)).toBe('portrait 3');
  expect(renderer.jobs.map(({ size }) => size)).toEqual([512, 256, 512]);
});

test('F4 what a job shows is read when it starts, and changes meanwhile make one more', async () => {
  const room = await attach();
  renderer.held = true;
  room.change();
  await pass();
  room.change();
  room.change();
  await pass();
  expect(renderer.jobs).toHaveLength(2);
  renderer.held = false;
  renderer.release();
  await pass();
  expect(room.shown.filter((what) => what.startsWith('portrait'))).toEqual([
    'portrait 1',
    'portrait 2',
    'portrait 4',
  ]);
});

test('F4 the room that waited longest is next', async () => {
  const [one, two, three] = [await attach('one'), await attach('two'), await attach('three')];
  renderer.held = true;
  one.change();
  await pass();
  three.change();
  await pass(10);
  two.change();
  one.change();
  await pass();
  renderer.held = false;
  renderer.release();
  await pass();
  expect(renderer.jobs.slice(4).map(({ cacheKey }) => cacheKey)).toEqual(['three', 'two', 'one']);
});

test('F5 where the settings say no, no shadow guide is shown, and the old one is forgotten', async () => {
  const room = await attach();
  room.change({ settings: { ...DEFAULT_SETTINGS, shadow: false } });
  await pass();
  expect(room.shown.slice(2)).toEqual(['no shadow', 'portrait 2']);
});

test('F6 the last final picture is kept, and shown without a job when the room comes back', async () => {
  const room = await attach();
  room.change();
  await pass();
  await pass(2_000);
  expect(room.kept?.portrait.stamp.version).toBe(2);
  await service.detach(room.id);
  const jobs = renderer.jobs.length;
  room.shown.length = 0;
  await service.attach(room);
  await pass();
  expect(room.shown).toEqual(['portrait 2', 'shadow 2']);
  expect(room.statuses.at(-1)?.state).toBe('current');
  expect(renderer.jobs.length).toBe(jobs);
});

test('F6 a picture not yet kept is kept when the room leaves or the server ends', async () => {
  const room = await attach();
  await service.close();
  expect(room.kept?.portrait.stamp.version).toBe(1);
});

test('F8 failures are tried again ever more rarely, then the room pauses, and one success ends that', async () => {
  const room = await attach();
  renderer.failure = new RenderError('crash', 'The portrait worker crashed.');
  room.change();
  for (let i = 0; i < 8; i++) await pass(4_100);
  expect(room.statuses.slice(-2)).toMatchObject([
    { state: 'failed', message: 'The portrait worker crashed.' },
    { state: 'paused', reason: 'failing', message: 'The portrait worker crashed.' },
  ]);
  renderer.failure = null;
  await pass(15_000);
  expect(room.shown.at(-1)).toBe('portrait 2');
  expect(room.statuses.at(-1)?.state).toBe('current');
});

test('F8 a drawing whose worker ended goes on at once and before all others, and nobody hears of it', async () => {
  const [bad, other] = [await attach('bad'), await attach('other')];
  renderer.held = true;
  bad.change();
  await pass();
  other.change();
  await pass();
  bad.change();
  renderer.failure = new RenderError('crash', 'The portrait worker crashed.');
  renderer.held = false;
  renderer.release();
  await Promise.resolve();
  renderer.failure = null;
  // No time passes.
  await pass(0);
  await pass(0);
  expect(renderer.jobs.slice(2).map(({ cacheKey }) => cacheKey)).toEqual(['bad', 'bad', 'other']);
  expect(bad.shown.at(-1)).toBe('portrait 3');
  expect(bad.statuses.map(({ state }) => state)).not.toContain('failed');
});

test('F11 where every room fails all pause with one reason, one job at a time is tried, one success ends it', async () => {
  const rooms = [await attach('one'), await attach('two'), await attach('three')];
  renderer.failure = new RenderError('crash', 'The portrait worker crashed.');
  for (const room of rooms) room.change();
  for (let i = 0; i < 8; i++) await pass();
  const paused = { state: 'paused', reason: 'failing', message: expect.stringContaining('every room') };
  for (const { statuses } of rooms) expect(statuses.at(-1)).toMatchObject(paused);
  expect(service.failing).toBe(true);
  let tried = renderer.jobs.length;
  await pass(10_000);
  expect(renderer.jobs.length).toBe(tried);
  for (const room of rooms) room.change();
  for (let probe = 0; probe < 4; probe++) {
    await pass(PORTRAIT_BREAKER_RESET_MS);
    expect(renderer.jobs.length).toBe(++tried);
  }
  renderer.failure = null;
  for (let i = 0; i < 4; i++) await pass(PORTRAIT_BREAKER_RESET_MS);
  for (const { shown, statuses } of rooms) {
    expect(shown.at(-1)).toBe('portrait 3');
    expect(statuses.at(-1)?.state).toBe('current');
  }
});

test('F12 a room that nobody looks at is not drawn, and what it lacks is drawn when somebody looks', async () => {
  const room = await attach();
  room.watched = false;
  room.change();
  room.change({ tails: [TAIL], tailSeq: 4 });
  await pass(60_000);
  room.change({ tails: [], tailSeq: 0 });
  await pass(60_000);
  expect(renderer.jobs).toHaveLength(1);
  room.watched = true;
  service.watch();
  await pass(0);
  expect(room.shown.at(-1)).toBe('portrait 4');
  expect(renderer.jobs).toHaveLength(2);
});

test('F8 a room that fails does not hold up the others', async () => {
  const [bad, good] = [await attach('bad'), await attach('good')];
  renderer.failure = new RenderError('failed', 'no');
  bad.change();
  await pass(100);
  renderer.failure = null;
  good.change();
  await pass(200);
  expect(good.shown.at(-1)).toBe('portrait 2');
});

test('F9 without a worker rooms are paused, and drawn when one is there', async () => {
  renderer.become({ state: 'unavailable', message: 'No networks.' });
  const room = await attach();
  expect(room.statuses).toEqual([
    { state: 'paused', version: 1, reason: 'no-worker', message: 'No networks.' },
  ]);
  renderer.become({ state: 'ready', engine: 'fake', modelVersion: 'fake-1', workers: 1 });
  await pass();
  expect(room.statuses.at(-1)?.state).toBe('current');
});

test('F10 a result that is older than what is shown is dropped', async () => {
  const room = await attach();
  renderer.held = true;
  room.change();
  await pass();
  // The room leaves memory and comes back while its job runs.
  room.scene = { ...room.scene, version: 5 };
  await service.detach(room.id);
  renderer.held = false;
  await service.attach(room);
  await pass();
  renderer.release();
  await pass();
  expect(room.shown.filter((what) => what.startsWith('portrait')).at(-1)).toBe('portrait 5');
  expect(room.shown).not.toContain('portrait 2');
});
