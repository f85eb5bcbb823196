import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { createLogger } from '../log.ts';
import { ManualClock } from '../testing/manualClock.ts';
import type { RenderedImage, Renderer, RenderJob } from './renderer.ts';
import { type PortraitRoom, PortraitService, type Scene } from './service.ts';
import { drawAside } from './sideJobs.ts';

/** ms of one portrait of the simulated engine: an ordinary computer without a GPU */
const JOB_MS = 100;
/** ms between two changes of each pupil's drawing */
const CHANGE_MS = 400;
const LESSON_MS = 60_000;
const STEP_MS = 20;
const PUPILS = 30;

/** One worker that takes its time by the test's clock. */
class SimulatedEngine implements Renderer {
  readonly state = { state: 'ready', engine: 'simulated', modelVersion: 'm', workers: 1 } as const;
  #busy = false;
  #listener = () => {};
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  get idle(): number {
    return this.#busy ? 0 : 1;
  }

  waits = () => false;
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  async render({ generation, shows, size }: RenderJob): Promise<RenderedImage> {
    this.#busy = true;
    await new Promise<void>((resolve) => this.#clock.after(JOB_MS, resolve));
    this.#busy = false;
    setImmediate(this.#listener);
    const about = { engine: 'simulated', modelVersion: 'm', timings: {}, mime: 'image/webp' } as const;
    return { ...about, image: new Uint8Array(), size, generation, shows };
  }

  close = async () => {};
}

/** A pupil who draws all the time. */
class Face implements PortraitRoom {
  version = 1;
  readonly watched = true;
  readonly leads = true;
  /** ms that each change waited for the portrait that shows it */
  readonly waits: number[] = [];
  readonly #changedAt = new Map<number, number>();
  readonly id: string;
  readonly #clock: ManualClock;

  constructor(id: string, clock: ManualClock) {
    this.id = id;
    this.#clock = clock;
  }

  change(): void {
    this.#changedAt.set(++this.version, this.#clock.now());
  }

  readScene(): Scene {
    const { version } = this;
    const nothing = { stateVector: new Uint8Array(), tailSeq: 0, strokes: [], tails: [] };
    return { version, ...nothing, settings: { ...DEFAULT_SETTINGS, shadow: false } };
  }

  show(_kind: 'shadow' | 'portrait', { stamp }: { stamp: { version: number } }): void {
    for (const [version, at] of this.#changedAt) {
      if (version > stamp.version) continue;
      this.waits.push(this.#clock.now() - at);
      this.#changedAt.delete(version);
    }
  }

  forgetShadow(): void {}
  showStatus(): void {}
  keep = async () => {};
  restore = async () => null;
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

test('Q20 Q15 thirty faces that are drawn at once wait equally long for their portraits, and a set of candidates is drawn beside them', async () => {
  const clock = new ManualClock();
  const metrics = { finished: () => {}, failed: () => {} };
  const service = new PortraitService({
    renderer: new SimulatedEngine(clock),
    clock,
    log: createLogger('silent'),
    metrics,
  });
  const faces = Array.from({ length: PUPILS }, (_, i) => new Face(`face-${i}`, clock));
  await Promise.all(faces.map((face) => service.attach(face)));
  let candidates = 0;
  const side = faces[0]?.readScene() as Scene;
  const candidatesDone = (async () => {
    for (; candidates < 6; candidates++) await drawAside(service, 'face-0-variants', side);
  })();
  for (let now = 0; now < LESSON_MS; now += STEP_MS) {
    for (const [i, face] of faces.entries()) {
      if ((now + i * STEP_MS) % CHANGE_MS !== 0) continue;
      face.change();
      service.mark(face.id);
    }
    clock.advance(STEP_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const means = faces.map(({ waits }) => mean(waits));
  // the line is full: a turn comes once in about three seconds
  expect(mean(means)).toBeGreaterThan(1_000);
  expect(Math.max(...means)).toBeLessThanOrEqual(1.2 * mean(means));
  expect(Math.max(...faces.flatMap(({ waits }) => waits))).toBeLessThanOrEqual(3 * mean(means));
  expect(candidates).toBe(6);
  await candidatesDone;
  await service.close();
});
