import {
  type AppearanceControl,
  type AppearanceReference,
  COLOURED,
  type Coloured,
} from '../../shared/appearance.ts';
import { gaussianBlur } from '../../shared/scan/gaussianBlur.ts';
import { addToCells, CELLS_SIDE, type CellPlanes, cellMeans } from '../cells.ts';
import type { RgbPicture } from '../imageSynthesis.ts';
import type { FaceParser } from '../reference/faceParser.ts';
import { type ClassColours, classColours, type Rgb, unpackColours, wearingOdds } from './classColours.ts';

/**
 * What a slider's one deviation adds to a mean colour, of 255: the deviation among 1,500 training faces (CIELAB: skin's L* 6.7,
 * hair's L* 9.7, hair's a* 2.5), as far as the sliders reach (`reach` in the manifest), at the mean colours of skin and hair.
 */
const STEPS: Partial<Record<AppearanceControl, Partial<Record<Coloured, Rgb>>>> = {
  skin: { skin: [18, 17, 16], lips: [18, 17, 16] },
  hair: { hair: [19, 18, 18] },
  warmth: { hair: [3.2, -1.2, 0.1] },
};
/** of 255: no colour is moved farther, lest black hair turn white on a misread picture */
const FARTHEST = 64;
/** cells: σ over which the odds are blurred, so that no border shows */
const SEAM = 1;

/** The colours that a reference asks for, moved on by the sliders; null where it tells none. */
export function wantedColours(
  reference: AppearanceReference | null,
  sliders: Readonly<Record<AppearanceControl, number>>,
): ClassColours | null {
  const wanted = unpackColours(reference?.colours);
  for (const name of COLOURED) {
    const colour = wanted[name];
    if (!colour) continue;
    const moved: [number, number, number] = [...colour];
    for (const [control, steps] of Object.entries(STEPS)) {
      const step = steps[name] ?? [0, 0, 0];
      for (const c of [0, 1, 2] as const) moved[c] += sliders[control as AppearanceControl] * step[c];
    }
    wanted[name] = moved;
  }
  return Object.keys(wanted).length > 0 ? wanted : null;
}

/**
 * Gives skin, hair and lips of a portrait the mean colours that are wanted (the means of Reinhard et al. 2001, a class each): the
 * code carries a look, and the last of its colour gets lost on the way. Light and shade, and all else, stay.
 */
export async function matchColours(
  portrait: RgbPicture,
  wanted: ClassColours,
  parser: Pick<FaceParser, 'parse'>,
): Promise<RgbPicture> {
  const planes = cellMeans(portrait);
  const logits = await parser.parse(viewOf(planes));
  const own = classColours(planes, logits);
  const odds = wearingOdds(logits);
  const changes: CellPlanes = [new Float32Array(CELLS), new Float32Array(CELLS), new Float32Array(CELLS)];
  for (const name of COLOURED) {
    const [from, to] = [own[name], wanted[name]];
    if (!from || !to) continue;
    const where = gaussianBlur(odds[name], CELLS_SIDE, CELLS_SIDE, SEAM);
    for (const c of [0, 1, 2] as const) {
      const move = Math.max(-FARTHEST, Math.min(FARTHEST, to[c] - from[c]));
      const change = changes[c];
      for (let cell = 0; cell < CELLS; cell++) {
        change[cell] = (change[cell] as number) + move * (where[cell] as number);
      }
    }
  }
  return addToCells(portrait, changes);
}

const CELLS = CELLS_SIDE * CELLS_SIDE;

/** What the parser sees: planes in −1…1. */
function viewOf(planes: CellPlanes): Float32Array {
  const view = new Float32Array(3 * CELLS);
  for (const [c, plane] of planes.entries())
    view.set(
      plane.map((value) => value / 127.5 - 1),
      c * CELLS,
    );
  return view;
}
