import { type Bitmap, distanceToPaper, keepBlobs } from './bitmap.ts';
import type { GreyPicture } from './evenPaper.ts';
import { gaussianBlur } from './gaussianBlur.ts';

/** darkness: above it a pixel is ink of a pen */
const PEN_INK = 0.45;
/** darkness between it and PEN_INK, away from ink, is shading that no pen leaves */
const SHADE = 0.15;
/** Shaded px a px of ink above which a drawing is taken for pencil. */
const PENCIL_SHARE = 0.35;
/** px: a pen line's half width at most; thicker is a filled area, of which the outline is drawn */
const MAX_HALF_WIDTH = 7;
/** px: joins the grain of a crayon's line */
const PEN_SMOOTHING = 0.9;
/** px²: smaller paper within ink is a gap of the hatching */
const HOLE = 16;
/** px²: smaller blobs of pen ink are dirt */
const PEN_SPECK = 6;

/** px: widths of the pencil lines looked for: a sharp stroke, a soft brow */
const DOG_SIGMAS = [1.6, 3];
/** how much wider the coarse blur is (Winnemöller's XDoG uses it too) */
const DOG_RATIO = 1.6;
/** contrast at which a pencil line begins, and above which it goes on */
const DOG_STRONG = 0.055;
const DOG_WEAK = 0.025;
/** px²: smaller blobs of pencil are the paper's grain */
const PENCIL_SPECK = 30;

export interface LineMask {
  readonly lines: Bitmap;
  readonly style: 'pen' | 'pencil';
}

/**
 * Where the lines of a drawing are: pen drawings by their ink, shaded drawings by the difference of
 * Gaussians, so that shading gives no lines but its edges and strokes do.
 * @param ink darkness 0…1
 */
export function findLines(ink: GreyPicture): LineMask {
  return shadedShare(ink) > PENCIL_SHARE
    ? { lines: pencilLines(ink), style: 'pencil' }
    : { lines: penLines(ink), style: 'pen' };
}

function shadedShare({ width, height, data }: GreyPicture): number {
  const inked = threshold(width, height, data, PEN_INK);
  const areas = filledAreas(inked);
  const near = dilate(inked, 2);
  let shaded = 0;
  let ink = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value > PEN_INK) ink += areas.data[i] ? 0 : 1;
    else if (value > SHADE && !near.data[i]) shaded++;
  }
  return shaded / Math.max(1, ink);
}

function penLines({ width, height, data }: GreyPicture): Bitmap {
  const soft = gaussianBlur(data, width, height, PEN_SMOOTHING);
  const ink = fillHoles(threshold(width, height, soft, PEN_INK));
  const areas = filledAreas(ink);
  const distance = distanceToPaper(ink);
  // Of a filled area only a rim stays: a ring, which thins to the area's outline.
  const lines = ink.data.map((value, i) =>
    value && !(areas.data[i] && (distance[i] as number) > 2) ? 1 : 0,
  );
  return keepBlobs({ width, height, data: lines }, (pixels) => pixels.length >= PEN_SPECK);
}

/** Ink too thick for a pen. */
function filledAreas(ink: Bitmap): Bitmap {
  const cores = threshold(ink.width, ink.height, distanceToPaper(ink), MAX_HALF_WIDTH);
  return dilate(cores, MAX_HALF_WIDTH);
}

/** Paper that shows through hatching would thin to beads. */
function fillHoles(ink: Bitmap): Bitmap {
  const paper = { ...ink, data: ink.data.map((value) => 1 - value) };
  const open = keepBlobs(paper, (pixels) => pixels.length > HOLE);
  return { ...ink, data: open.data.map((value) => 1 - value) };
}

function pencilLines({ width, height, data }: GreyPicture): Bitmap {
  const response = new Float32Array(data.length);
  for (const sigma of DOG_SIGMAS) {
    const fine = gaussianBlur(data, width, height, sigma);
    const coarse = gaussianBlur(data, width, height, sigma * DOG_RATIO);
    for (let i = 0; i < response.length; i++) {
      const difference = (fine[i] as number) - (coarse[i] as number);
      response[i] = Math.max(response[i] as number, difference);
    }
  }
  const weak = threshold(width, height, response, DOG_WEAK);
  return keepBlobs(weak, (pixels) => {
    if (pixels.length < PENCIL_SPECK) return false;
    return pixels.some((pixel) => (response[pixel] as number) > DOG_STRONG);
  });
}

function threshold(width: number, height: number, values: Float32Array, level: number): Bitmap {
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = (values[i] as number) > level ? 1 : 0;
  return { width, height, data };
}

/** Grows by a square of that radius, px. */
function dilate({ width, height, data }: Bitmap, radius: number): Bitmap {
  const rows = new Uint8Array(data.length);
  const grown = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!data[y * width + x]) continue;
      rows.fill(1, y * width + Math.max(0, x - radius), y * width + Math.min(width, x + radius + 1));
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!rows[y * width + x]) continue;
      for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++)
        grown[v * width + x] = 1;
    }
  }
  return { width, height, data: grown };
}
