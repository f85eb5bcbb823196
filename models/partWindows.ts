import { CANVAS_SIZE, type Rectangle } from '../shared/canvas.ts';
import { INNER_PART_IDS, PART_WINDOWS, type PartId } from '../shared/parts.ts';

/**
 * Where a part's own lines lie (canvas px). Windows overlap on purpose, so ink in a window may be a
 * neighbour's: an eye's corner in the nose window, the jaw in the mouth window. Only ink in the core
 * says that the part itself is drawn.
 */
export const PART_CORES: Record<PartId, Rectangle> = {
  leftEye: { x: 132, y: 176, width: 92, height: 92 },
  rightEye: { x: 280, y: 176, width: 92, height: 92 },
  nose: { x: 220, y: 252, width: 60, height: 84 },
  mouth: { x: 196, y: 342, width: 112, height: 68 },
  remainder: PART_WINDOWS.remainder,
};

/** px² of the canvas: less ink than a short dash is no drawing of a part. */
const LEAST_INK = 18;

/** One part's picture for CE. */
export interface PartWindow {
  /** [inputSize × inputSize], 0…1, ink 1 */
  readonly pixels: Float32Array;
  readonly hasInk: boolean;
}

/**
 * Cuts a part's window out of the raster and area-resizes it. The remainder is the whole raster with
 * the contents of the four inner windows erased.
 * @param raster [rasterSize × rasterSize], 0…1
 */
export function cutPartWindow(
  raster: Float32Array,
  rasterSize: number,
  part: PartId,
  inputSize: number,
): PartWindow {
  const source = part === 'remainder' ? eraseInnerWindows(raster, rasterSize) : raster;
  const pixels = adaptiveAveragePool(source, rasterSize, scaled(PART_WINDOWS[part], rasterSize), inputSize);
  const perPixel = (CANVAS_SIZE / rasterSize) ** 2;
  const ink = sumOf(source, rasterSize, scaled(PART_CORES[part], rasterSize)) * perPixel;
  return { pixels, hasInk: ink >= LEAST_INK };
}

/**
 * `torch.nn.functional.adaptive_avg_pool2d` of one window: output i averages the inputs
 * ⌊i·in/out⌋ … ⌈(i + 1)·in/out⌉ − 1.
 * @param window whole pixels of the source
 */
export function adaptiveAveragePool(
  source: Float32Array,
  sourceWidth: number,
  window: Rectangle,
  size: number,
): Float32Array {
  const pooled = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const top = window.y + Math.floor((row * window.height) / size);
    const bottom = window.y + Math.ceil(((row + 1) * window.height) / size);
    for (let column = 0; column < size; column++) {
      const left = window.x + Math.floor((column * window.width) / size);
      const right = window.x + Math.ceil(((column + 1) * window.width) / size);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += source[y * sourceWidth + x] as number;
      }
      pooled[row * size + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return pooled;
}

function eraseInnerWindows(raster: Float32Array, rasterSize: number): Float32Array {
  const rest = raster.slice();
  for (const part of INNER_PART_IDS) {
    const { x, y, width, height } = scaled(PART_WINDOWS[part], rasterSize);
    for (let row = y; row < y + height; row++)
      rest.fill(0, row * rasterSize + x, row * rasterSize + x + width);
  }
  return rest;
}

function scaled(box: Rectangle, rasterSize: number): Rectangle {
  const scale = rasterSize / CANVAS_SIZE;
  return { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}

function sumOf(source: Float32Array, sourceWidth: number, box: Rectangle): number {
  let sum = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) sum += source[y * sourceWidth + x] as number;
  }
  return sum;
}
