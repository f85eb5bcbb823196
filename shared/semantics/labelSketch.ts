import { CANVAS_SIZE, type Place } from '../canvas.ts';
import { extractLines } from '../scan/extractLines.ts';
import { classOfNumber, STROKE_CLASSES, type StrokeClass } from './strokeClasses.ts';

/**
 * A label sketch: a picture of the canvas' size whose pixels are 0 or the number of a class, as the data of
 * Semantics-Preserving Sketch Embedding (Yang et al.) has them.
 */
export interface LabelSketch {
  /** px of the sketch, by class and then the longest first */
  readonly lines: readonly (readonly Place[])[];
  /** what each line shows */
  readonly labels: readonly StrokeClass[];
}

/** times: a line of one px would be lost as the tracing joins the grain of a pen's line */
const ENLARGED = 2;
/** px around a class's own pixels, so that its lines meet no border */
const MARGIN = 8;

/**
 * The class numbers of a label sketch; null for every other picture.
 * @param pixels of 8 bits: grey, or red, green and blue alike; opaque, where there is an alpha channel
 */
export function labelValues(
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
): Uint8Array | null {
  if (width !== CANVAS_SIZE || height !== CANVAS_SIZE) return null;
  const channels = pixels.length / (width * height);
  if (![1, 2, 3, 4].includes(channels)) return null;
  const values = new Uint8Array(width * height);
  let drawn = false;
  for (let i = 0, at = 0; i < values.length; i++, at += channels) {
    const value = pixels[at] as number;
    if (value !== 0 && classOfNumber(value) === undefined) return null;
    if (channels >= 3 && (pixels[at + 1] !== value || pixels[at + 2] !== value)) return null;
    if (channels % 2 === 0 && pixels[at + channels - 1] !== 255) return null;
    values[i] = value;
    drawn ||= value > 0;
  }
  return drawn ? values : null;
}

/** The lines of a label sketch, class by class. @param values [512 × 512], as `labelValues` gives them */
export function traceLabelSketch(values: Uint8Array): LabelSketch {
  const lines: Place[][] = [];
  const labels: StrokeClass[] = [];
  for (const { id, number } of STROKE_CLASSES) {
    for (const line of linesOfClass(values, number)) {
      lines.push(line);
      labels.push(id);
    }
  }
  return { lines, labels };
}

function linesOfClass(values: Uint8Array, number: number): Place[][] {
  const box = boxOf(values, number);
  if (!box) return [];
  const width = (box.right - box.left + 1 + 2 * MARGIN) * ENLARGED;
  const height = (box.bottom - box.top + 1 + 2 * MARGIN) * ENLARGED;
  const [left, top] = [box.left - MARGIN, box.top - MARGIN];
  const data = new Float32Array(width * height);
  for (let v = 0; v < height; v++) {
    const y = top + Math.floor(v / ENLARGED);
    if (y < box.top || y > box.bottom) continue;
    for (let u = 0; u < width; u++) {
      const x = left + Math.floor(u / ENLARGED);
      if (x >= box.left && x <= box.right && values[y * CANVAS_SIZE + x] === number) data[v * width + u] = 1;
    }
  }
  return extractLines({ width, height, data }).map((line) =>
    line.map(({ x, y }) => ({ x: x / ENLARGED + left, y: y / ENLARGED + top })),
  );
}

function boxOf(values: Uint8Array, number: number) {
  const box = { left: CANVAS_SIZE, right: -1, top: CANVAS_SIZE, bottom: -1 };
  for (let at = values.indexOf(number); at >= 0; at = values.indexOf(number, at + 1)) {
    const x = at % CANVAS_SIZE;
    const y = (at - x) / CANVAS_SIZE;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = y;
  }
  return box.right < 0 ? null : box;
}
