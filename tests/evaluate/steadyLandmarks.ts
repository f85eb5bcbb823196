import sharp from 'sharp';
import type { Place } from '../../models/index.ts';
import type { CachedJudge } from './cachedJudge.ts';

/** One more look at a picture: at another size, moved by shares of its side. */
interface View {
  readonly scale: number;
  readonly right: number;
  readonly down: number;
}

/** The judge's landmarks depend on where its detector puts the box, by a px and more: each of these puts it elsewhere. */
const VIEWS: readonly View[] = [
  { scale: 1, right: 0, down: 0 },
  { scale: 1, right: 0.03, down: 0.015 },
  { scale: 1, right: -0.03, down: -0.015 },
  { scale: 1.06, right: 0.01, down: -0.02 },
  { scale: 1.06, right: -0.01, down: 0.02 },
  { scale: 0.94, right: 0.02, down: 0.01 },
  { scale: 0.94, right: -0.02, down: -0.01 },
];
/** Share of its side by which a picture is extended, so that every view lies within. */
const MARGIN = 0.12;

/** The mean of what the judge sees in several views of a square picture, px of the picture; null where any shows no face. */
export async function steadyLandmarks(
  picture: Uint8Array,
  judge: Pick<CachedJudge, 'examine'>,
): Promise<Place[] | null> {
  const { width: side } = await sharp(picture).metadata();
  const margin = Math.ceil(side * MARGIN);
  const border = { top: margin, bottom: margin, left: margin, right: margin };
  const wide = await sharp(picture)
    .removeAlpha()
    .extend({ ...border, extendWith: 'copy' })
    .png()
    .toBuffer();
  const means: Place[] = [];
  for (const { scale, right, down } of VIEWS) {
    const across = Math.round(side / scale);
    const start = (moved: number) => Math.round(margin + (side - across) / 2 - moved * across);
    const [left, top] = [start(right), start(down)];
    const view = await sharp(wide)
      .extract({ left, top, width: across, height: across })
      .resize(side, side, { fit: 'fill' })
      .png()
      .toBuffer();
    const { face } = await judge.examine(view);
    if (!face) return null;
    for (const [i, { x, y }] of face.landmarks.entries()) {
      const before = means[i] ?? { x: 0, y: 0 };
      means[i] = {
        x: before.x + ((x * across) / side + left - margin) / VIEWS.length,
        y: before.y + ((y * across) / side + top - margin) / VIEWS.length,
      };
    }
  }
  return means;
}
