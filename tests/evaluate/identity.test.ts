import { expect, test } from 'vitest';
import { descriptorDistance, rankOf } from './identity.ts';

const gallery = new Map([
  ['near', Float32Array.of(1, 0)],
  ['truth', Float32Array.of(2, 0)],
  ['far', Float32Array.of(9, 0)],
]);

test('descriptors are compared by their Euclidean distance', () => {
  expect(descriptorDistance(Float32Array.of(1, 2), Float32Array.of(4, 6))).toBe(5);
});

test.each([
  [Float32Array.of(2.1, 0), 1],
  [Float32Array.of(1.2, 0), 2],
  [Float32Array.of(100, 0), 2],
  [Float32Array.of(-5, 0), 2],
])('the rank of the truth counts the faces that are nearer (%s)', (descriptor, rank) => {
  expect(rankOf(descriptor, 'truth', gallery)).toBe(rank);
});

test('a face as near as the truth counts against it', () => {
  expect(rankOf(Float32Array.of(1.5, 0), 'truth', gallery)).toBe(2);
});

test('there is no rank where the truth is not in the gallery', () => {
  expect(rankOf(Float32Array.of(0, 0), 'nobody', gallery)).toBeNull();
});
