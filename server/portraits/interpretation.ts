import type { StrokeInterpreter } from '../../models/index.ts';
import { strokeIdOf } from '../../shared/seenStrokes.ts';
import { groupsOf, type LabelGroups } from '../../shared/semantics/labelNews.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { decodeStroke } from '../../shared/strokeCodec.ts';
import type { RenderJob } from './renderer.ts';

/**
 * What the finished strokes of a drawing show, by their ids. Of a stroke that was cut in pieces the one with the most points
 * speaks for all.
 */
export async function interpreted(
  interpreter: Pick<StrokeInterpreter, 'interpret'>,
  strokes: RenderJob['strokes'],
): Promise<LabelGroups> {
  const lines = strokes
    .map(({ key, bytes }) => ({ id: strokeIdOf(key), ...decodeStroke(bytes) }))
    .sort((a, b) => a.startedAt - b.startedAt);
  const labels = await interpreter.interpret(lines);
  const longest = new Map<string, { points: number; label: StrokeClass | null }>();
  for (const [i, { id, points }] of lines.entries()) {
    if (points.length <= (longest.get(id)?.points ?? 0)) continue;
    longest.set(id, { points: points.length, label: labels[i] ?? null });
  }
  return groupsOf([...longest].flatMap(([id, { label }]) => (label ? [[id, label] as const] : [])));
}
