import { describe, expect, test } from 'vitest';
import type { Place } from '../../models/index.ts';
import { seededRandom } from '../../models/random.ts';
import { landmarkError, mirrorBack, repeatability } from './landmarks.ts';

/** 68 places whose eye centres lie 100 px apart. */
function face(): Place[] {
  return Array.from({ length: 68 }, (_, i) => {
    if (i >= 36 && i < 42) return { x: 200, y: 240 };
    if (i >= 42 && i < 48) return { x: 300, y: 240 };
    return { x: 100 + 4 * i, y: 50 + 5 * i };
  });
}

describe('landmark error', () => {
  test('is nought for the truth itself', () => {
    expect(landmarkError(face(), face())).toMatchObject({ whole: 0, jaw: 0, mouth: 0 });
  });

  test('is the distance in inter-ocular distances of the truth', () => {
    const moved = face().map(({ x, y }) => ({ x: x + 3, y: y + 4 }));
    for (const value of Object.values(landmarkError(moved, face()))) expect(value).toBeCloseTo(0.05, 10);
  });

  test('of a part counts its own landmarks only', () => {
    const moved = face().map(({ x, y }, i) => ({ x: i >= 48 ? x + 10 : x, y }));
    const { mouth, jaw, brows, eyes, nose, whole } = landmarkError(moved, face());
    expect([mouth, jaw, brows, eyes, nose]).toEqual([expect.closeTo(0.1), 0, 0, 0, 0]);
    expect(whole).toBeCloseTo((0.1 * 20) / 68, 10);
  });
});

test('a mirrored face brought back is the face: each landmark has its partner on the other side', () => {
  const left = (x: number, y: number) => ({ x, y });
  const right = ({ x, y }: Place) => ({ x: 512 - x, y });
  // A symmetric face: brought back it must lie on itself.
  const jaw = Array.from({ length: 8 }, (_, i) => left(130 + 10 * i, 250 + 20 * i));
  const brow = Array.from({ length: 5 }, (_, i) => left(150 + 15 * i, 200 - i));
  const eye = [
    left(170, 240),
    left(185, 230),
    left(200, 231),
    left(215, 241),
    left(200, 250),
    left(185, 249),
  ];
  const nostrils = [left(230, 320), left(240, 325)];
  const lips = [left(200, 370), left(220, 360), left(240, 355)];
  const below = [left(240, 395), left(215, 385)];
  const inner = [left(205, 370), left(235, 366)];
  const middle = (y: number) => left(256, y);
  const symmetric = [
    ...jaw,
    middle(450),
    ...[...jaw].reverse().map(right),
    ...brow,
    ...[...brow].reverse().map(right),
    ...[240, 260, 280, 300].map(middle),
    ...nostrils,
    middle(330),
    ...[...nostrils].reverse().map(right),
    ...eye,
    ...[3, 2, 1, 0, 5, 4].map((i) => right(eye[i] as Place)),
    ...lips,
    middle(358),
    ...[...lips].reverse().map(right),
    ...[...below].reverse().map(right),
    middle(398),
    ...below,
    ...inner,
    middle(368),
    ...[...inner].reverse().map(right),
    right(left(235, 374)),
    middle(376),
    left(235, 374),
  ];
  expect(symmetric).toHaveLength(68);
  const inTheMirror = symmetric.map(right);
  // The judge numbers what it sees in a mirror from its left again.
  expect(mirrorBack(symmetric, 512)).toEqual(symmetric);
  expect(mirrorBack(mirrorBack(inTheMirror, 512), 512)).toEqual(inTheMirror);
});

describe('repeatability', () => {
  test('leaves out what all faces have alike', () => {
    const biased = face().map(({ x, y }) => ({ x: x + 6, y }));
    const pairs = [0, 1, 2].map(() => ({ truth: face(), mirrored: biased }));
    expect(repeatability(pairs).whole).toBeCloseTo(0, 10);
  });

  test('keeps what differs from face to face', () => {
    const random = seededRandom(7);
    const pairs = Array.from({ length: 400 }, () => {
      const sign = random() < 0.5 ? -1 : 1;
      return { truth: face(), mirrored: face().map(({ x, y }) => ({ x: x + 6 + 5 * sign, y })) };
    });
    expect(repeatability(pairs).whole).toBeCloseTo(0.05, 2);
  });
});
