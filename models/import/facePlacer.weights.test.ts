import { rm } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { apply, ofPlacement } from '../../shared/similarity.ts';
import { writeFixtureWeights } from '../testing/fixtureWeights.ts';
import { syntheticLines } from '../testing/syntheticFace.ts';
import { FacePlacer } from './facePlacer.ts';

/** ms: every file of the weights is hashed, on a busy machine */
const LOAD_TIMEOUT_MS = 60_000;
/** canvas px: an eighth of the distance between the pupils */
const NEAR = 16;

test('I11 the aligner alone brings a face to the template, and sees none in a zigzag', {
  timeout: LOAD_TIMEOUT_MS,
}, async () => {
  const placer = (await FacePlacer.load()) as FacePlacer;
  onTestFinished(() => placer.dispose());
  const moves = ofPlacement({ scale: 0.5, tilt: -0.5, x: 40, y: 220 });
  const placement = await placer.place(syntheticLines().map((line) => line.map((at) => apply(moves, at))));
  for (const point of [
    { x: 192, y: 239 },
    { x: 314, y: 239 },
    { x: 252, y: 371 },
  ]) {
    const back = placement && apply(ofPlacement(placement), apply(moves, point));
    expect(Math.hypot((back?.x ?? 0) - point.x, (back?.y ?? 0) - point.y)).toBeLessThan(NEAR);
  }
  const zigzag = Array.from({ length: 40 }, (_, i) => ({ x: 40 + 11 * i, y: 200 + (i % 2) * 130 }));
  expect(await placer.place([zigzag])).toBeNull();
});

test('I11 weights without an aligner place nothing', async () => {
  const weightsDir = await writeFixtureWeights();
  onTestFinished(() => rm(weightsDir, { recursive: true, force: true }));
  expect(await FacePlacer.load({ weightsDir })).toBeNull();
});
