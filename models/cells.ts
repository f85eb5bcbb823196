import type { RgbPicture } from './imageSynthesis.ts';

/** Cells of a side: of 4 px of a portrait; also what the parser sees. */
export const CELLS_SIDE = 128;

/** Red, green and blue of 128 × 128 cells of a picture, each [128 × 128]. */
export type CellPlanes = readonly [Float32Array, Float32Array, Float32Array];

/** Mean colour of each cell, 0…255. */
export function cellMeans({ size, data }: RgbPicture): CellPlanes {
  const px = size / CELLS_SIDE;
  const share = 1 / (px * px);
  const means: CellPlanes = [newPlane(), newPlane(), newPlane()];
  const [red, green, blue] = means;
  const columns = Uint16Array.from({ length: size }, (_, x) => Math.floor(x / px));
  for (let y = 0, at = 0; y < size; y++) {
    const row = Math.floor(y / px) * CELLS_SIDE;
    for (let x = 0; x < size; x++, at += 3) {
      const cell = row + (columns[x] as number);
      red[cell] = (red[cell] as number) + share * (data[at] as number);
      green[cell] = (green[cell] as number) + share * (data[at + 1] as number);
      blue[cell] = (blue[cell] as number) + share * (data[at + 2] as number);
    }
  }
  return means;
}

/** The picture with the changes (of 255) added, between the cells' centres in straight lines. */
export function addToCells({ size, data }: RgbPicture, changes: CellPlanes): RgbPicture {
  const result = new Uint8ClampedArray(data.length);
  const { first, second, share } = betweenCells(size);
  // Rows of cells are mixed once a row of the picture, columns a pixel.
  const mixed = newPlane().subarray(0, CELLS_SIDE);
  for (const [channel, change] of changes.entries()) {
    for (let y = 0, at = channel; y < size; y++) {
      const [top, bottom] = [(first[y] as number) * CELLS_SIDE, (second[y] as number) * CELLS_SIDE];
      const down = share[y] as number;
      for (let cell = 0; cell < CELLS_SIDE; cell++) {
        mixed[cell] = (change[top + cell] as number) * (1 - down) + (change[bottom + cell] as number) * down;
      }
      for (let x = 0; x < size; x++, at += 3) {
        const right = share[x] as number;
        const add =
          (mixed[first[x] as number] as number) * (1 - right) +
          (mixed[second[x] as number] as number) * right;
        result[at] = (data[at] as number) + add;
      }
    }
  }
  return { size, data: new Uint8Array(result.buffer) };
}

function newPlane(): Float32Array {
  return new Float32Array(CELLS_SIDE * CELLS_SIDE);
}

/** For each px of a side the two cells whose centres lie around it, and the share of the second. */
function betweenCells(size: number) {
  const last = CELLS_SIDE - 1;
  const places = Float32Array.from({ length: size }, (_, i) =>
    Math.min(last, Math.max(0, ((i + 0.5) * CELLS_SIDE) / size - 0.5)),
  );
  const first = Uint16Array.from(places, Math.floor);
  const second = Uint16Array.from(first, (cell) => Math.min(last, cell + 1));
  return { first, second, share: places.map((place, i) => place - (first[i] as number)) };
}
