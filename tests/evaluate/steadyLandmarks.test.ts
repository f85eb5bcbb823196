import sharp from 'sharp';
import { expect, test } from 'vitest';
import { steadyLandmarks } from './steadyLandmarks.ts';

const SIDE = 200;
/** A red dot on grey. */
const dot = (x: number, y: number) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="${SIDE}" height="${SIDE}" fill="#888"/><circle cx="${x}" cy="${y}" r="8" fill="#f00"/></svg>`,
    ),
  )
    .png()
    .toBuffer();

/** Sees one landmark, the dot's middle, as a judge whose every look is a little off. */
function dotJudge(off: (look: number) => number) {
  let looks = 0;
  return {
    examine: async (picture: Uint8Array) => {
      const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const sum = { x: 0, y: 0, count: 0 };
      for (let i = 0; i < info.width * info.height; i++) {
        if ((data[i * 3] as number) < 200) continue;
        sum.x += (i % info.width) + 0.5;
        sum.y += Math.floor(i / info.width) + 0.5;
        sum.count++;
      }
      const error = off(looks++);
      const landmarks = [{ x: sum.x / sum.count + error, y: sum.y / sum.count + error }];
      const face = sum.count > 0 ? { landmarks, descriptor: new Float32Array(128) } : null;
      return { score: face ? 1 : 0, faces: face ? 1 : 0, face };
    },
  };
}

test('views of a picture are brought back to its place, and their errors cancel', async () => {
  const picture = await dot(70, 130);
  const [exact] =
    (await steadyLandmarks(
      picture,
      dotJudge(() => 0),
    )) ?? [];
  expect(exact?.x).toBeCloseTo(70, 0);
  expect(exact?.y).toBeCloseTo(130, 0);
  const swinging = dotJudge((look) => (look % 2 === 0 ? 3 : -3));
  const [swung] = (await steadyLandmarks(picture, swinging)) ?? [];
  expect(Math.abs((swung?.x ?? 0) - (exact?.x ?? 0))).toBeLessThan(0.6);
});

test('a picture in which any view shows no face has no landmarks', async () => {
  expect(
    await steadyLandmarks(
      await dot(-50, -50),
      dotJudge(() => 0),
    ),
  ).toBeNull();
});
