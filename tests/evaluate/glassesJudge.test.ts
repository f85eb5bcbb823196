import { expect, test } from 'vitest';
import { gaussian, seededRandom } from '../../models/random.ts';
import { GlassesJudge, glassesJudgeSchema, glassesShare, glassesSigns } from './glassesJudge.ts';

const AREA = 128 * 128;
const [SKIN, GLASSES] = [1, 3];

test('the share of glasses is that of their class’s pixels', () => {
  expect(glassesShare(Uint8Array.of(3, 0, 13, 3))).toBe(0.5);
});

test('signs are the likelihood of glasses cell by cell around the eyes, whatever is likelier there', () => {
  const logits = new Float32Array(19 * AREA).fill(-50);
  logits.fill(0, SKIN * AREA, (SKIN + 1) * AREA);
  // one in four in the first cell
  for (let y = 40; y < 44; y++)
    logits.fill(-Math.log(3), GLASSES * AREA + y * 128 + 20, GLASSES * AREA + y * 128 + 24);
  const signs = glassesSigns(logits);
  expect(signs).toHaveLength(22 * 11);
  expect(signs[0]).toBeCloseTo(Math.log(0.2501), 4);
  expect(signs[1]).toBeCloseTo(Math.log(1e-4), 4);
});

/** Twenty noisy signs; those of wearers are higher in a few. */
function photos(seed: number, wearers: number, bare: number) {
  const random = seededRandom(seed);
  return Array.from({ length: wearers + bare }, (_, i) => ({
    worn: i < wearers,
    signs: Float32Array.from({ length: 20 }, (_, j) => gaussian(random) + (i < wearers && j < 5 ? 3 : 0)),
  }));
}

test('a judge that was fitted to some photos is right about others, rare as wearers are', () => {
  const judge = GlassesJudge.fit(photos(1, 20, 300)) as GlassesJudge;
  const others = photos(2, 40, 600);
  const wrong = others.filter(({ signs, worn }) => judge.shows(signs) !== worn);
  expect(wrong.length).toBeLessThan(8);
  const kept = new GlassesJudge(glassesJudgeSchema.parse(JSON.parse(JSON.stringify(judge.facts))));
  for (const { signs } of others) expect(kept.shows(signs)).toBe(judge.shows(signs));
  expect(GlassesJudge.fit(photos(1, 20, 300))?.facts).toEqual(judge.facts);
});

test('photos of one kind alone teach nothing', () => {
  expect(GlassesJudge.fit(photos(1, 0, 5))).toBeNull();
  expect(GlassesJudge.fit(photos(1, 5, 0))).toBeNull();
  expect(GlassesJudge.fit([])).toBeNull();
});
