import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Place } from '../../models/index.ts';
import { alignPhoto, similarityBetween } from './alignPhoto.ts';

const TEMPLATE: Place[] = [
  { x: 192, y: 239 },
  { x: 314, y: 239 },
  { x: 252, y: 371 },
];

test('a similarity is found again from three places', () => {
  const turned = ({ x, y }: Place) => ({ x: 0.6 * x - 0.8 * y + 30, y: 0.8 * x + 0.6 * y - 12 });
  const { a, b, dx, dy } = similarityBetween(TEMPLATE, TEMPLATE.map(turned));
  for (const [value, wanted] of [
    [a, 0.6],
    [b, 0.8],
    [dx, 30],
    [dy, -12],
  ] as const) {
    expect(value).toBeCloseTo(wanted, 9);
  }
});

test.each([
  ['smaller', 0.4, 0, 60, 40, 300, 260],
  ['larger and turned', 1.5, 0.3, 260, 20, 1000, 1100],
])('eyes and mouth of a %s face come to their places', async (_, a, b, dx, dy, width, height) => {
  const placed = TEMPLATE.map(({ x, y }) => ({ x: a * x - b * y + dx, y: b * x + a * y + dy }));
  const [left, right, mouth] = placed as [Place, Place, Place];
  const landmarks = Array.from({ length: 68 }, (_, i) => {
    if (i >= 36 && i < 42) return left;
    if (i >= 42 && i < 48) return right;
    return mouth;
  });
  const radius = 8 * Math.hypot(a, b);
  const dots = placed.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="${radius}" fill="#000"/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${dots.join('')}</svg>`;
  const aligned = await alignPhoto(await sharp(Buffer.from(svg)).png().toBuffer(), landmarks);
  const { data, info } = await sharp(aligned).greyscale().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([512, 512]);
  for (const spot of TEMPLATE) {
    const dark: Place[] = [];
    for (let y = spot.y - 30; y <= spot.y + 30; y++) {
      for (let x = spot.x - 30; x <= spot.x + 30; x++) {
        if ((data[y * 512 + x] as number) < 128) dark.push({ x, y });
      }
    }
    const middle = (axis: 'x' | 'y') => dark.reduce((sum, place) => sum + place[axis] + 0.5, 0) / dark.length;
    expect(Math.hypot(middle('x') - spot.x, middle('y') - spot.y)).toBeLessThan(1.5);
  }
});
