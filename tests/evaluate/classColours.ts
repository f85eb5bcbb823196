import type { CellPlanes } from '../../models/cells.ts';
import { classColours as meansOf } from '../../models/colours/classColours.ts';
import { VIEW_SIZE } from '../../models/reference/facePlace.ts';
import { COLOURED, type Coloured } from '../../shared/appearance.ts';
import { type FaceParser, parserInput, templateView } from './parsedFace.ts';

/** CIE L*a*b*, D65 */
export type Lab = readonly [number, number, number];
/** null where fewer pixels show it than could tell a colour */
export type ClassColours = Readonly<Record<Coloured, Lab | null>>;

/** Mean colours of a face on the template. @param bytes an encoded picture */
export async function classColours(bytes: Uint8Array, parser: FaceParser): Promise<ClassColours> {
  const small = templateView(bytes);
  const logits = await parser.parse(parserInput(await small.clone().raw().toBuffer()));
  const lab = await small.toColourspace('lab').raw({ depth: 'float' }).toBuffer();
  const floats = new Float32Array(lab.buffer, lab.byteOffset, 3 * VIEW_SIZE * VIEW_SIZE);
  return meanColours(floats, logits);
}

/**
 * @param lab interleaved
 * @param logits of the classes, planes of as many pixels
 */
export function meanColours(lab: Float32Array, logits: Float32Array): ClassColours {
  const plane = (c: number) =>
    Float32Array.from({ length: lab.length / 3 }, (_, at) => lab[3 * at + c] as number);
  const planes: CellPlanes = [plane(0), plane(1), plane(2)];
  const means = meansOf(planes, logits);
  const colours = {} as Record<Coloured, Lab | null>;
  for (const name of COLOURED) colours[name] = means[name] ?? null;
  return colours;
}

/** ΔE*76 */
export function colourDistance(a: Lab, b: Lab): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
