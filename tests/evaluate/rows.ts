import { LANDMARK_PART_NAMES } from './landmarks.ts';
import type { PortraitFacts } from './portraitFacts.ts';
import { bothWays, landmarkFigure } from './results.ts';

/** A row of the table: which figure, how it is written, and what is better. */
export interface Row {
  readonly figure: string;
  readonly label: string;
  readonly digits: number;
  /** `one`: the nearer to 1 the better; `none`: told, not compared */
  readonly better: 'more' | 'less' | 'one' | 'none';
  /** the figure of a single portrait, where it has one: a difference of means is then judged by its spread */
  readonly single?: (facts: PortraitFacts) => number | null;
}

export const ROWS: readonly Row[] = [
  { figure: 'portraits', label: 'faces', digits: 0, better: 'none' },
  {
    figure: 'faceFound',
    label: '1 · face found, %',
    digits: 1,
    better: 'more',
    single: ({ score }) => 100 * Number(score >= 0.9),
  },
  {
    figure: 'detectorScore',
    label: '1 · detector score',
    digits: 3,
    better: 'more',
    single: ({ score }) => score,
  },
  ...LANDMARK_PART_NAMES.map(
    (part): Row => ({
      figure: landmarkFigure(part),
      label: `2 · landmark error, ${part}`,
      digits: 4,
      better: 'less',
      single: ({ landmarkError }) => landmarkError?.[part] ?? null,
    }),
  ),
  {
    figure: 'descriptorDistance',
    label: '3 · descriptor distance to the truth',
    digits: 3,
    better: 'less',
    single: ({ distance }) => distance,
  },
  ...[1, 5, 10, 50].map(
    (k): Row => ({
      figure: `rank${k}`,
      label: `3 · truth among the ${k} nearest, %`,
      digits: 1,
      better: 'more',
      single: ({ rank }) => rank && 100 * Number(rank <= k),
    }),
  ),
  { figure: 'medianRank', label: '3 · median rank', digits: 0, better: 'none' },
  { figure: 'frechet', label: '4 · Fréchet distance of descriptors', digits: 4, better: 'less' },
  { figure: 'sharpness', label: '5 · sharpness, energy against photos', digits: 2, better: 'one' },
  { figure: 'sharpnessFine', label: '5 · … finest band', digits: 2, better: 'none' },
  { figure: 'sharpnessMiddle', label: '5 · … next band', digits: 2, better: 'none' },
  {
    figure: 'chamfer',
    label: '6 · chamfer distance, px',
    digits: 2,
    better: 'less',
    single: ({ chamfer }) => chamfer && bothWays(chamfer),
  },
  {
    figure: 'chamferMeant',
    label: '6 · … to the lines meant',
    digits: 2,
    better: 'less',
    single: ({ meantChamfer }) => (meantChamfer ? bothWays(meantChamfer) : null),
  },
  { figure: 'drawnToShown', label: '6 · … drawn lines to those shown', digits: 2, better: 'none' },
  { figure: 'shownToDrawn', label: '6 · … lines shown to those drawn', digits: 2, better: 'none' },
];
