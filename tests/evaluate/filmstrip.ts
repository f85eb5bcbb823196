import { quantile } from '../bench/statistics.ts';
import { FOUND } from '../judge/faceJudge.ts';
import type { CachedJudge } from './cachedJudge.ts';
import { type Candidate, draw } from './candidate.ts';
import { descriptorDistance } from './identity.ts';
import { markdownTable, written } from './markdown.ts';
import { Progress } from './progress.ts';
import { drawingPicture, writeSheet } from './sheets.ts';
import { mean, share } from './statistics.ts';
import { type DrivenMoment, whatIsAdded } from './stepDrivers.ts';
import type { Subject } from './subjects.ts';

/** Moments of a drawing that are looked at, from blank paper to the last stroke. */
const MOMENTS = 10;
/** px */
const TILE = 160;

interface Moment extends DrivenMoment {
  readonly score: number;
}

export interface Replay {
  readonly id: string;
  readonly moments: readonly Moment[];
}

/** Numbers of strokes at which a drawing is looked at: none, ever more, all. */
export function momentsOf(strokes: number): number[] {
  const every = Math.max(1, Math.ceil(strokes / MOMENTS));
  const moments = Array.from({ length: Math.floor(strokes / every) + 1 }, (_, i) => i * every);
  return moments.at(-1) === strokes ? moments : [...moments, strokes];
}

/** Draws every subject stroke by stroke, as a room would show it, and writes the sheet of it. */
export async function replay(
  candidate: Candidate,
  subjects: readonly Subject[],
  judge: CachedJudge,
  seed: number,
  file: string,
): Promise<Replay[]> {
  const replays: Replay[] = [];
  const rows: Uint8Array[][] = [];
  const progress = new Progress('filmstrip', subjects.length);
  const interpreter = await candidate.pipeline.interpreter();
  for (const { id, strokes, photo } of subjects) {
    const labels = interpreter ? await interpreter.interpret(strokes) : strokes.map(() => null);
    const drawings: Uint8Array[] = [];
    const portraits: Uint8Array[] = [];
    const moments: Moment[] = [];
    let before: Float32Array | null = null;
    let already = 0;
    for (const count of momentsOf(strokes.length)) {
      const drawn = strokes.slice(0, count);
      const portrait = await draw(candidate, { id, strokes: drawn, photo }, seed);
      const { score, face } = await judge.examine(portrait);
      const step = before && face ? descriptorDistance(before, face.descriptor) : null;
      moments.push({ strokes: count, added: whatIsAdded(labels, already, count), score, step });
      already = count;
      before = face?.descriptor ?? null;
      drawings.push(await drawingPicture(drawn));
      portraits.push(portrait);
    }
    replays.push({ id, moments });
    rows.push(drawings, portraits);
    progress.step();
  }
  await writeSheet(rows, TILE, file);
  return replays;
}

export function replayFigures(replays: readonly Replay[]): Record<string, number> {
  const moments = replays.flatMap((one) => one.moments);
  const steps = moments.flatMap(({ step }) => step ?? []);
  return {
    drawings: replays.length,
    moments: moments.length,
    faceFound: 100 * share(moments, ({ score }) => score >= FOUND),
    lowestScore: Math.min(...moments.map(({ score }) => score)),
    stepMean: mean(steps),
    stepP95: quantile(steps, 0.95),
    stepMax: Math.max(...steps),
  };
}

export function replayTable(figures: Readonly<Record<string, number>>): string {
  const rows: [string, string, number][] = [
    ['drawings', 'drawings', 0],
    ['moments', 'moments looked at', 0],
    ['faceFound', 'face found, % of the moments', 1],
    ['lowestScore', 'lowest detector score', 3],
    ['stepMean', 'descriptor distance from moment to moment, mean', 3],
    ['stepP95', '… 95 of 100 within', 3],
    ['stepMax', '… largest', 3],
  ];
  return markdownTable(
    ['measure', 'figure'],
    rows.map(([figure, label, digits]) => [label, written(figures[figure], digits)]),
  );
}
