import { CANVAS_SIZE } from '../shared/canvas.ts';
import { PART_IDS, PART_WINDOWS, type PartId } from '../shared/parts.ts';

/** How parts are laid together; from the manifest. */
export interface CanvasLayout {
  /** cells: side of the feature canvas */
  readonly size: number;
  readonly channels: number;
  /** inner parts over the remainder, last on top */
  readonly pasteOrder: readonly PartId[];
  /** cells: ramp of the paste mask at a window's border */
  readonly seam: number;
}

/**
 * Lays the parts' feature maps into one canvas: the remainder, then each inner part over it,
 * canvas·(1 − a) + part·a with the soft mask a.
 * @param features a part: [channels × side × side], side = its window in cells
 * @param canvas [channels × size × size], overwritten
 */
export function composeCanvas(
  features: Readonly<Record<PartId, Float32Array>>,
  layout: CanvasLayout,
  canvas: Float32Array,
): void {
  canvas.set(features.remainder);
  for (const part of layout.pasteOrder) paste(features[part], part, layout, canvas);
}

/**
 * Lays the parts' fidelities into one map, as `composeCanvas` lays their features.
 * @param fidelity a part, 0…1
 * @returns [size × size]
 */
export function fidelityMap(
  fidelity: Readonly<Record<PartId, number>>,
  layout: Omit<CanvasLayout, 'channels'>,
): Float32Array {
  const cells = (part: PartId) => (PART_WINDOWS[part].width * layout.size) / CANVAS_SIZE;
  const flat = Object.fromEntries(
    PART_IDS.map((part) => [part, new Float32Array(cells(part) ** 2).fill(fidelity[part])]),
  ) as Record<PartId, Float32Array>;
  const map = new Float32Array(layout.size ** 2);
  composeCanvas(flat, { ...layout, channels: 1 }, map);
  return map;
}

/**
 * canvas + map · strokes, channel by channel.
 * @param strokes [channels × size × size] @param map [size × size] @param canvas overwritten
 */
export function addStrokes(strokes: Float32Array, map: Float32Array, canvas: Float32Array): void {
  for (let start = 0; start < canvas.length; start += map.length) {
    for (let cell = 0; cell < map.length; cell++) {
      const at = start + cell;
      canvas[at] = (canvas[at] as number) + (map[cell] as number) * (strokes[at] as number);
    }
  }
}

/** canvas + meaning everywhere. @param meaning, canvas [channels × size × size]; the canvas is overwritten */
export function addMeaning(meaning: Float32Array, canvas: Float32Array): void {
  for (let at = 0; at < canvas.length; at++) canvas[at] = (canvas[at] as number) + (meaning[at] as number);
}

/**
 * Alpha of the paste mask: min(1, (d + ½) / seam), d cells from the nearest edge of the window.
 * @returns [side × side]
 */
export function pasteMask(side: number, seam: number): Float32Array {
  const mask = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const edge = Math.min(x, y, side - 1 - x, side - 1 - y);
      mask[y * side + x] = Math.min(1, (edge + 0.5) / seam);
    }
  }
  return mask;
}

function paste(features: Float32Array, part: PartId, layout: CanvasLayout, canvas: Float32Array): void {
  const { size, channels, seam } = layout;
  const scale = size / CANVAS_SIZE;
  const window = PART_WINDOWS[part];
  const side = window.width * scale;
  const mask = pasteMask(side, seam);
  // Cells beyond the ramp are the part's alone, and copied a row at a time.
  const edge = Math.min(Math.ceil(seam - 0.5), Math.floor(side / 2));
  const corner = window.y * scale * size + window.x * scale;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < side; y++) {
      const from = (channel * side + y) * side;
      const to = channel * size * size + corner + y * size;
      const inner = y >= edge && y < side - edge;
      if (inner) canvas.set(features.subarray(from + edge, from + side - edge), to + edge);
      for (let x = 0; x < side; x++) {
        if (inner && x === edge) x = side - edge;
        if (x >= side) break;
        const alpha = mask[y * side + x] as number;
        canvas[to + x] = (canvas[to + x] as number) * (1 - alpha) + (features[from + x] as number) * alpha;
      }
    }
  }
}
