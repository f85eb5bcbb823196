import type { Bitmap } from './bitmap.ts';

/**
 * Thins lines to one pixel (Zhang & Suen, "A fast parallel algorithm for thinning digital patterns",
 * 1984): peels border pixels whose loss neither cuts nor shortens a line, in two alternating passes.
 */
export function thin({ width, height, data }: Bitmap): Bitmap {
  const padded = width + 2;
  const picture = new Uint8Array(padded * (height + 2));
  for (let y = 0; y < height; y++) {
    picture.set(data.subarray(y * width, (y + 1) * width), (y + 1) * padded + 1);
  }
  let border: number[] = [];
  for (let pixel = 0; pixel < picture.length; pixel++) if (picture[pixel]) border.push(pixel);
  for (let changed = true; changed; ) {
    changed = false;
    for (const removable of REMOVABLE) {
      const peeled: number[] = [];
      for (const pixel of border) if (removable[ringOf(picture, pixel, padded)]) peeled.push(pixel);
      for (const pixel of peeled) picture[pixel] = 0;
      if (peeled.length === 0) continue;
      changed = true;
      border = border.filter((pixel) => picture[pixel]);
    }
  }
  const thinned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = (y + 1) * padded + 1;
    thinned.set(picture.subarray(row, row + width), y * width);
  }
  return { width, height, data: thinned };
}

/** The eight neighbours as bits, clockwise from north: P2 … P9 of the paper. */
function ringOf(picture: Uint8Array, pixel: number, width: number): number {
  const north = pixel - width;
  const south = pixel + width;
  return (
    (picture[north] as number) |
    ((picture[north + 1] as number) << 1) |
    ((picture[pixel + 1] as number) << 2) |
    ((picture[south + 1] as number) << 3) |
    ((picture[south] as number) << 4) |
    ((picture[south - 1] as number) << 5) |
    ((picture[pixel - 1] as number) << 6) |
    ((picture[north - 1] as number) << 7)
  );
}

/** A pass: whether a pixel with that ring may go. */
const REMOVABLE = [0, 1].map((pass) =>
  Uint8Array.from({ length: 256 }, (_, ring) => Number(mayGo(ring, pass))),
);

function mayGo(ring: number, pass: number): boolean {
  const at = (k: number) => (ring >> (k % 8)) & 1;
  let neighbours = 0;
  let transitions = 0;
  for (let k = 0; k < 8; k++) {
    neighbours += at(k);
    if (!at(k) && at(k + 1)) transitions++;
  }
  if (neighbours < 2 || neighbours > 6 || transitions !== 1) return false;
  const [north, east, south, west] = [at(0), at(2), at(4), at(6)];
  return pass === 0
    ? !(north && east && south) && !(east && south && west)
    : !(north && east && west) && !(north && south && west);
}
