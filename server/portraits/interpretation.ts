import type { InkStroke, StrokeInterpreter } from '../../models/index.ts';
import { strokeIdOf } from '../../shared/seenStrokes.ts';
import { effectiveLabel, type StrokeLabels } from '../../shared/semantics/labels.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { decodePoints, decodeStroke } from '../../shared/strokeCodec.ts';
import type { RenderJob } from './renderer.ts';

/** A line of a job, unpacked. */
export interface JobLine extends InkStroke {
  /** ms since the Unix epoch; without end while its pen is down */
  readonly startedAt: number;
  /** what somebody said that it draws */
  readonly label?: StrokeClass;
}

/** Decoding is a few ms for the densest room. */
export function finishedLines(strokes: RenderJob['strokes']): JobLine[] {
  return strokes.map(({ key, bytes, label }) => {
    const { points, startedAt } = decodeStroke(bytes);
    return { key, points, startedAt, ...(label && { label }) };
  });
}

export function tailLines(tails: RenderJob['tails']): JobLine[] {
  return tails.map(({ key, bytes }) => ({
    key,
    points: decodePoints(bytes),
    startedAt: Number.POSITIVE_INFINITY,
  }));
}

/**
 * What the strokes of a drawing show to the network, by their ids. Of a stroke that was cut in pieces the one with the most
 * points speaks for all.
 */
export async function understood(
  interpreter: Pick<StrokeInterpreter, 'interpret'>,
  drawing: readonly JobLine[],
): Promise<StrokeLabels> {
  const lines = [...drawing].sort((a, b) => (a.startedAt === b.startedAt ? 0 : a.startedAt - b.startedAt));
  const labels = await interpreter.interpret(lines);
  const longest = new Map<string, { points: number; label: StrokeClass | null }>();
  for (const [i, { key, points }] of lines.entries()) {
    const id = strokeIdOf(key);
    if (points.length <= (longest.get(id)?.points ?? 0)) continue;
    longest.set(id, { points: points.length, label: labels[i] ?? null });
  }
  return new Map([...longest].flatMap(([id, { label }]) => (label ? [[id, label] as const] : [])));
}

/** What the lines of a drawing show, by their keys: what was said of a stroke wins over what was understood. */
export function shownBy(drawing: readonly JobLine[], understood: StrokeLabels): StrokeLabels {
  return new Map(
    drawing.flatMap(({ key, label }) => {
      const shown = effectiveLabel(label, understood.get(strokeIdOf(key)));
      return shown ? [[key, shown] as const] : [];
    }),
  );
}
