import { type AppearanceReference, COLOURED, type Coloured } from '../../shared/appearance.ts';
import { STROKE_CLASSES, type StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { CELLS_SIDE, type CellPlanes } from '../cells.ts';
import { likeliestClasses } from '../reference/faceParser.ts';

const CELLS = CELLS_SIDE * CELLS_SIDE;
/** cells: fewer tell no colour */
const FEWEST_CELLS = 12;

/** What tells a colour, and what wears it: ears and neck have the skin's, but often lie in the shade. */
const TELLS = {
  skin: ['skin', 'nose'],
  hair: ['hair'],
  lips: ['upperLip', 'lowerLip'],
} as const satisfies Record<Coloured, readonly StrokeClass[]>;
const WEARS = {
  ...TELLS,
  skin: ['skin', 'nose', 'leftEar', 'rightEar', 'neck'],
} as const satisfies Record<Coloured, readonly StrokeClass[]>;

/** Red, green and blue, 0…255; as many channels of any other space. */
export type Rgb = readonly [number, number, number];
/** Missing where too little of it is shown. */
export type ClassColours = Partial<Record<Coloured, Rgb>>;

/**
 * Mean colour of each in a face on the template.
 * @param planes of the three channels, in any space: the means are taken there
 * @param logits the parser's, 19 planes of as many cells
 */
export function classColours(planes: CellPlanes, logits: Float32Array): ClassColours {
  const shown = likeliestClasses(logits, planes[0].length);
  const colours: ClassColours = {};
  for (const name of COLOURED) {
    const numbers = numbersOf(TELLS[name]);
    const cells = [...shown.keys()].filter((cell) => numbers.has(shown[cell] as number));
    if (cells.length < FEWEST_CELLS) continue;
    const mean = (plane: Float32Array) =>
      cells.reduce((sum, cell) => sum + (plane[cell] as number), 0) / cells.length;
    colours[name] = [mean(planes[0]), mean(planes[1]), mean(planes[2])];
  }
  return colours;
}

/** How surely each cell wears each colour, 0…1, [128 × 128]. @param logits [19 × 128 × 128] */
export function wearingOdds(logits: Float32Array): Record<Coloured, Float32Array> {
  const exponentials = logits.slice();
  const sums = new Float32Array(CELLS);
  for (let at = 0; at < logits.length; at++) {
    // Logits of a parser stay far below what a float's exponent holds.
    const value = Math.exp(logits[at] as number);
    exponentials[at] = value;
    sums[at % CELLS] = (sums[at % CELLS] as number) + value;
  }
  const odds = (name: Coloured) => {
    const of = new Float32Array(CELLS);
    for (const number of numbersOf(WEARS[name])) {
      for (let cell = 0; cell < CELLS; cell++) {
        of[cell] =
          (of[cell] as number) + (exponentials[number * CELLS + cell] as number) / (sums[cell] as number);
      }
    }
    return of;
  };
  return { skin: odds('skin'), hair: odds('hair'), lips: odds('lips') };
}

/** As a reference keeps them. */
export function packColours(colours: ClassColours): NonNullable<AppearanceReference['colours']> {
  const hex = (value: number) => Math.round(value).toString(16).padStart(2, '0');
  return Object.fromEntries(
    Object.entries(colours).map(([name, rgb]) => [name, `#${rgb.map(hex).join('')}`]),
  );
}

export function unpackColours(colours: AppearanceReference['colours']): ClassColours {
  const byte = (text: string, at: number) => Number.parseInt(text.slice(at, at + 2), 16);
  return Object.fromEntries(
    Object.entries(colours ?? {}).map(([name, text]) => [
      name,
      [byte(text, 1), byte(text, 3), byte(text, 5)],
    ]),
  );
}

function numbersOf(classes: readonly StrokeClass[]): ReadonlySet<number> {
  return new Set(STROKE_CLASSES.filter(({ id }) => classes.includes(id)).map(({ number }) => number));
}
