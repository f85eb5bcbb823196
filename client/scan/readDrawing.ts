import { CANVAS_SIZE, type Place, type Rectangle } from '../../shared/canvas.ts';
import { MAX_IMPORT_BYTES } from '../../shared/limits.ts';
import { type GreyPicture, WORKING_SIDE } from '../../shared/scan/evenPaper.ts';
import { labelValues } from '../../shared/semantics/labelSketch.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { checkedSvg, looksLikeSvg, SvgRefusedError } from '../../shared/svg/checkSvg.ts';
import { SvgTooLargeError, svgLines } from '../../shared/svg/svgLines.ts';
import { isPngOf } from './pngHead.ts';
import type { Traced } from './scanWorker.ts';
import { svgTree } from './svgTree.ts';

export type DrawingProblem = 'too-large' | 'no-picture' | 'svg' | 'no-lines';

/** Why a file gives no lines. */
export class DrawingError extends Error {
  override name = 'DrawingError';
  constructor(readonly problem: DrawingProblem) {
    super(problem);
  }
}

export interface ReadDrawing {
  /** the page, in the units of its lines */
  page: Rectangle;
  /** the longest first */
  lines: readonly (readonly Place[])[];
  /** the page's light and dark, of a scanned picture: darkness on even paper */
  ink?: GreyPicture;
  /** what each line shows; only label sketches say so */
  labels?: readonly StrokeClass[];
}

/**
 * The lines of a drawing in a file: those that an SVG strokes, else what a scan of the picture finds. The file stays on this
 * device.
 * @throws DrawingError
 */
export async function readDrawing(file: File): Promise<ReadDrawing> {
  // before it is read: a huge file would fill the memory
  if (file.size > MAX_IMPORT_BYTES) throw new DrawingError('too-large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const drawing = looksLikeSvg(bytes)
    ? await readSvg(bytes)
    : ((await readLabelSketch(file, bytes)) ?? (await scan(await openPicture(file))));
  if (drawing.lines.length === 0) throw new DrawingError('no-lines');
  return drawing;
}

async function readSvg(bytes: Uint8Array): Promise<ReadDrawing> {
  try {
    const text = checkedSvg(bytes);
    const { box, lines } = svgLines(svgTree(text));
    if (lines.length > 0) return { page: box, lines };
    // its shapes are filled: their middle lines are looked for, as in a scan
    return await scan(await openSvg(text));
  } catch (error) {
    if (error instanceof SvgRefusedError || error instanceof SvgTooLargeError) throw new DrawingError('svg');
    throw error;
  }
}

/** Null for every file that is none. */
async function readLabelSketch(file: File, bytes: Uint8Array): Promise<ReadDrawing | null> {
  const side = CANVAS_SIZE;
  if (!isPngOf(bytes, side, side)) return null;
  // the numbers as they are: nothing is made of colour profiles
  const options = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' } as const;
  const picture = await createImageBitmap(file, options).catch(() => null);
  const values = picture && labelValues(pixelsOf(picture, side, side).data, side, side);
  if (!values) return null;
  return { page: { x: 0, y: 0, width: side, height: side }, ...(await tracedBeside(values)) };
}

async function openPicture(file: File): Promise<ImageBitmap> {
  return createImageBitmap(file).catch(() => {
    throw new DrawingError('no-picture');
  });
}

/** As a picture an SVG runs no script and fetches nothing. */
async function openSvg(text: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = url;
  await image
    .decode()
    .catch(() => {
      throw new DrawingError('svg');
    })
    .finally(() => URL.revokeObjectURL(url));
  return image;
}

async function scan(picture: ImageBitmap | HTMLImageElement): Promise<ReadDrawing> {
  const longest = Math.max(picture.width, picture.height);
  if (longest === 0) throw new DrawingError('no-picture');
  const width = Math.max(1, Math.round((picture.width * WORKING_SIDE) / longest));
  const height = Math.max(1, Math.round((picture.height * WORKING_SIDE) / longest));
  return { page: { x: 0, y: 0, width, height }, ...(await tracedBeside(pixelsOf(picture, width, height))) };
}

/** The picture at that size; it is closed. */
function pixelsOf(picture: ImageBitmap | HTMLImageElement, width: number, height: number): ImageData {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new DrawingError('no-picture');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  if (picture instanceof ImageBitmap) picture.close();
  return context.getImageData(0, 0, width, height);
}

/** @param what pixels of a drawing, or the class numbers of a label sketch */
function tracedBeside(what: ImageData | Uint8Array): Promise<Traced> {
  const worker = new Worker(new URL('./scanWorker.ts', import.meta.url), { type: 'module' });
  return new Promise<Traced>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Traced>) => resolve(data);
    worker.onerror = () => reject(new DrawingError('no-lines'));
    worker.postMessage(what);
  }).finally(() => worker.terminate());
}
