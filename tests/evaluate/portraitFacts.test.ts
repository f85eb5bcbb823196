import { expect, test } from 'vitest';
import { noPortrait } from './portraitFacts.ts';
import { figuresOf } from './results.ts';
import type { Subject } from './subjects.ts';
import type { Truth } from './truth.ts';

const subject: Subject = { id: 'a', strokes: [], photo: null, photoSize: 0, groups: {}, refused: true };
const descriptor = Float32Array.of(1, 0);
const truth: Truth = { landmarks: [], descriptor, mirrored: null, detail: null, chamfer: null };

test('a refused drawing counts as a face that was neither found nor recognised', () => {
  const gallery = new Map(Array.from({ length: 20 }, (_, i) => [`face${i}`, Float32Array.of(i, 0)]));
  const facts = noPortrait(subject, truth, gallery);
  const figures = figuresOf([facts], new Map([['a', truth]]));
  expect(figures).toMatchObject({ portraits: 1, faceFound: 0, rank10: 0, medianRank: 20 });
  expect(noPortrait(subject, null, gallery).rank).toBeNull();
});
