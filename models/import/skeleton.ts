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
  // Clockwise from north: P2 … P9 of the paper.
  const ring = [-padded, -padded + 1, 1, padded + 1, padded, padded - 1, -1, -padded - 1];
  let candidates: number[] = [];
  picture.forEach((value, pixel) => {
    if (value) candidates.push(pixel);
  });
  let changed = true;
  while (changed) {
    changed = false;
    for (const pass of [0, 1] as const) {
      const peeled = candidates.filter((pixel) => removable(picture, pixel, ring, pass));
      for (const pixel of peeled) picture[pixel] = 0;
      if (peeled.length > 0) {
        changed = true;
        candidates = candidates.filter((pixel) => picture[pixel]);
      }
    }
  }
  const thinned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = (y + 1) * padded + 1;
    thinned.set(picture.subarray(row, row + width), y * width);
  }
  return { width, height, data: thinned };
}

function removable(picture: Uint8Array, pixel: number, ring: readonly number[], pass: 0 | 1): boolean {
  const at = (k: number) => picture[pixel + (ring[k % 8] as number)] as number;
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
