import sharp from 'sharp';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { labelValues } from '../../shared/semantics/labelSketch.ts';

/**
 * The class numbers of a label sketch: a grey PNG of 512 × 512 px, 8 bits a channel, that holds 0 and 1…18.
 * @returns [512 × 512]; null for every other file, whatever is wrong with it: it may be an ordinary drawing
 */
export async function readLabelValues(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    const picture = sharp(bytes, { limitInputPixels: CANVAS_SIZE * CANVAS_SIZE, failOn: 'error' });
    const { format, width, height, depth } = await picture.metadata();
    if (format !== 'png' || width !== CANVAS_SIZE || height !== CANVAS_SIZE || depth !== 'uchar') return null;
    return labelValues(await picture.raw().toBuffer(), width, height);
  } catch {
    return null;
  }
}
