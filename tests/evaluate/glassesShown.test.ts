import { expect, test } from 'vitest';
import { glassesEvidence, glassesShare, glassesThreshold } from './glassesShown.ts';

const photos = (worn: boolean, ...all: number[]) => all.map((evidence) => ({ evidence, worn }));

test('the share of glasses is that of their class’s pixels', () => {
  expect(glassesShare(Uint8Array.of(3, 0, 13, 3))).toBe(0.5);
});

test('the evidence of glasses is their probability where it is highest, whatever is likelier there', () => {
  const area = 100;
  const logits = new Float32Array(19 * area).fill(-50);
  for (let at = 0; at < area; at++) {
    logits[1 * area + at] = 40;
    // one in four on every tenth pixel, hardly anything elsewhere
    logits[3 * area + at] = at % 10 === 0 ? 40 - Math.log(3) : 0;
  }
  expect(glassesEvidence(logits, area)).toBeCloseTo(0.25 / 2, 5);
});

test('the threshold lies in the middle of the gap between photos with glasses and photos without', () => {
  const threshold = glassesThreshold([...photos(false, 0, 0.001), ...photos(true, 0.021, 0.05)]);
  expect(threshold?.least).toBeCloseTo(0.011);
  expect(threshold).toMatchObject({ missed: 0, invented: 0 });
});

test('where the two overlap, both kinds of error weigh alike, however many photos there are of each', () => {
  const bare = photos(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.02);
  expect(glassesThreshold([...bare, ...photos(true, 0.01, 0.03)])).toMatchObject({
    missed: 0,
    invented: 0.1,
  });
  const unsure = [...bare, ...photos(false, 0.02, 0.02, 0.02)];
  expect(glassesThreshold([...unsure, ...photos(true, 0.001, 0.03, 0.03, 0.03, 0.03)])).toMatchObject({
    missed: 0.2,
    invented: 0,
  });
});

test('photos of one kind alone tell nothing', () => {
  expect(glassesThreshold(photos(false, 0, 0.1))).toBeNull();
  expect(glassesThreshold([])).toBeNull();
});
