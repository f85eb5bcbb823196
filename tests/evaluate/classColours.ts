import { VIEW_SIZE } from '../../models/reference/facePlace.ts';
import { STROKE_CLASSES, type StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { type FaceParser, likeliestClasses, parserInput, templateView } from './parsedFace.ts';

/** What carries a person's colours. */
export const COLOURED = {
  skin: ['skin', 'nose'],
  hair: ['hair'],
  lips: ['upperLip', 'lowerLip'],
} as const satisfies Record<string, readonly StrokeClass[]>;
export type Coloured = keyof typeof COLOURED;
export const COLOURED_NAMES = Object.keys(COLOURED) as Coloured[];

/** CIE L*a*b*, D65 */
export type Lab = readonly [number, number, number];
/** null where fewer pixels show it than could tell a colour */
export type ClassColours = Readonly<Record<Coloured, Lab | null>>;

/** of 128 × 128 */
const FEWEST_PIXELS = 12;

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
  const area = lab.length / 3;
  const colours = {} as Record<Coloured, Lab | null>;
  const shown = likeliestClasses(logits, area);
  for (const name of COLOURED_NAMES) {
    const numbers = numbersOf(COLOURED[name]);
    const sum: [number, number, number] = [0, 0, 0];
    let count = 0;
    for (const [at, number] of shown.entries()) {
      if (!numbers.has(number)) continue;
      count++;
      for (const c of [0, 1, 2] as const) sum[c] += lab[3 * at + c] as number;
    }
    colours[name] = count < FEWEST_PIXELS ? null : [sum[0] / count, sum[1] / count, sum[2] / count];
  }
  return colours;
}

/** ΔE*76 */
export function colourDistance(a: Lab, b: Lab): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function numbersOf(classes: readonly StrokeClass[]): ReadonlySet<number> {
  return new Set(STROKE_CLASSES.filter(({ id }) => classes.includes(id)).map(({ number }) => number));
}
