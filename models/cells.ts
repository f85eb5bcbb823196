import type { RgbPicture } from './imageSynthesis.ts';

/** Cells of a side: of 4 px of a portrait; also what the parser sees. */
export const CELLS_SIDE = 128;

/** Rec. 601: how light a colour is */
export const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

/** Red, green and blue of 128 × 128 cells of a picture, each [128 × 128]. */
export type CellPlanes = readonly [Float32Array, Float32Array, Float32Array];

/** A raster whose side is a multiple of CELLS_SIDE, averaged over cells: [128 × 128]. */
export function rasterCells(raster: Float32Array): Float32Array {
  const side = Math.sqrt(raster.length);
  const { columns, share } = cellsOf(side);
  const means = newPlane();
  for (let y = 0, at = 0; y < side; y++) {
    const row = (columns[y] as number) * CELLS_SIDE;
    for (let x = 0; x < side; x++, at++) {
      const cell = row + (columns[x] as number);
      means[cell] = (means[cell] as number) + share * (raster[at] as number);
    }
  }
  return means;
}

/** Mean colour of each cell, 0…255. */
export function cellMeans({ size, data }: RgbPicture): CellPlanes {
  const { columns, share } = cellsOf(size);
  const means: CellPlanes = [newPlane(), newPlane(), newPlane()];
  const [red, green, blue] = means;
  for (let y = 0, at = 0; y < size; y++) {
    const row = (columns[y] as number) * CELLS_SIDE;
    for (let x = 0; x < size; x++, at += 3) {
      const cell = row + (columns[x] as number);
      red[cell] = (red[cell] as number) + share * (data[at] as number);
      green[cell] = (green[cell] as number) + share * (data[at + 1] as number);
      blue[cell] = (blue[cell] as number) + share * (data[at + 2] as number);
    }
  }
  return means;
}

/** Light (Rec. 601) of each cell, 0…1, and its grain: how far its px are from it on average. */
export function lightAndGrain({ size, data }: RgbPicture): { light: Float32Array; grain: Float32Array } {
  const lights = new Float32Array(size * size);
  for (let i = 0, at = 0; i < lights.length; i++, at += 3) {
    lights[i] =
      (RED * (data[at] as number) + GREEN * (data[at + 1] as number) + BLUE * (data[at + 2] as number)) / 255;
  }
  const light = rasterCells(lights);
  const { columns, share } = cellsOf(size);
  const grain = newPlane();
  for (let y = 0, at = 0; y < size; y++) {
    const row = (columns[y] as number) * CELLS_SIDE;
    for (let x = 0; x < size; x++, at++) {
      const cell = row + (columns[x] as number);
      grain[cell] =
        (grain[cell] as number) + share * Math.abs((lights[at] as number) - (light[cell] as number));
    }
  }
  return { light, grain };
}

/** The picture with the changes (of 255) added, between the cells' centres in straight lines. */
export function addToCells({ size, data }: RgbPicture, changes: CellPlanes): RgbPicture {
  const result = new Uint8ClampedArray(data.length);
  const { first, second, share } = betweenCells(size);
  // Rows of cells are mixed once a row of the picture, columns a pixel.
  const mixed = newPlane().subarray(0, CELLS_SIDE);
  for (const [channel, change] of changes.entries()) {
    for (let y = 0, at = channel; y < size; y++) {
      mixRows(change, first[y] as number, second[y] as number, share[y] as number, mixed);
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

/** The picture times the factors (at least 0), [128 × 128], between the cells' centres in straight lines. */
export function timesCells({ size, data }: RgbPicture, factors: Float32Array): RgbPicture {
  const result = new Uint8ClampedArray(data);
  const { first, second, share } = betweenCells(size);
  const mixed = newPlane().subarray(0, CELLS_SIDE);
  for (let y = 0, at = 0; y < size; y++) {
    mixRows(factors, first[y] as number, second[y] as number, share[y] as number, mixed);
    for (let x = 0; x < size; x++, at += 3) {
      const left = mixed[first[x] as number] as number;
      const factor = left + ((mixed[second[x] as number] as number) - left) * (share[x] as number);
      if (factor === 1) continue;
      result[at] = (data[at] as number) * factor;
      result[at + 1] = (data[at + 1] as number) * factor;
      result[at + 2] = (data[at + 2] as number) * factor;
    }
  }
  return { size, data: new Uint8Array(result.buffer) };
}

/** Two rows of cells, mixed into one. */
function mixRows(
  plane: Float32Array,
  first: number,
  second: number,
  share: number,
  mixed: Float32Array,
): void {
  const [top, bottom] = [first * CELLS_SIDE, second * CELLS_SIDE];
  for (let cell = 0; cell < CELLS_SIDE; cell++) {
    mixed[cell] = (plane[top + cell] as number) * (1 - share) + (plane[bottom + cell] as number) * share;
  }
}

/** The cell of each px of a side, and what a px is of its cell. */
function cellsOf(size: number): { columns: Uint16Array; share: number } {
  const px = size / CELLS_SIDE;
  return { columns: Uint16Array.from({ length: size }, (_, x) => Math.floor(x / px)), share: 1 / (px * px) };
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
