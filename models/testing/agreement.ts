import sharp from 'sharp';
import { PART_IDS } from '../../shared/parts.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { PortraitPipeline } from '../pipeline.ts';
import { gaussian, seededRandom } from '../random.ts';
import { SYNTHETIC_FACE } from './syntheticFace.ts';

const SKETCHES = 10;
/** canvas px: how far each sketch's strokes are moved */
const SCATTER = 5;
export const AGREEMENT_SEED = 4;

/** Ten sketches: the plain face with its strokes shifted, from a few strokes to all of them. */
export function sketches(seed = AGREEMENT_SEED) {
  const random = seededRandom(seed);
  const strokes = PART_IDS.flatMap((part) => SYNTHETIC_FACE[part]);
  return Array.from({ length: SKETCHES }, (_, index) => {
    const count = Math.ceil(((index + 1) / SKETCHES) * strokes.length);
    return strokes.slice(0, count).map((points, stroke) => {
      const [dx, dy] = [gaussian(random) * SCATTER, gaussian(random) * SCATTER];
      return { key: `${index}-${stroke}`, points: points.map(({ x, y }) => ({ x: x + dx, y: y + dy })) };
    });
  });
}

/** Mean absolute difference of two engines' portraits (0…1) of each sketch. */
export async function disagreements(first: string, second: string): Promise<number[]> {
  const [a, b] = [await portraits(first), await portraits(second)];
  return a.map((portrait, i) => {
    const other = b[i] as Buffer;
    const sum = portrait.reduce((total, value, at) => total + Math.abs(value - (other[at] as number)), 0);
    return sum / portrait.length / 255;
  });
}

async function portraits(engine: string): Promise<Buffer[]> {
  const pipeline = await PortraitPipeline.load({ engine, threads: 1 });
  const drawn: Buffer[] = [];
  for (const [index, strokes] of sketches().entries()) {
    const settings = { ...DEFAULT_SETTINGS, appearanceSeed: index };
    const { image } = await pipeline.render({ drawing: { strokes }, settings, size: 512, format: 'png' });
    drawn.push(await sharp(image).raw().toBuffer());
  }
  await pipeline.dispose();
  return drawn;
}
