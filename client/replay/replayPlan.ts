import type { SeenStroke } from '../picture/seenStrokes.ts';
import type { Absence } from './history.ts';

/** ms of a pause that a replay shows at most: nobody wants to watch a class think */
const MAX_PAUSE_MS = 600;
/** ms that a stroke takes at least: dots and imported lines have no time of their own */
const MIN_STROKE_MS = 40;

/** A stroke on the replay's own clock. */
export interface ReplayStroke {
  stroke: SeenStroke;
  /** ms since the replay began */
  from: number;
  to: number;
  /** when it was off the sheet; `to` is infinite where it did not come back */
  absences: readonly { from: number; to: number }[];
}

/** Something that was there from some moment on: a version's portrait. */
export interface ReplayMoment<Thing> {
  at: number;
  thing: Thing;
}

/** When what is shown. Strokes keep their order and their pace; long pauses are cut. */
export interface ReplayPlan<Thing> {
  strokes: ReplayStroke[];
  moments: ReplayMoment<Thing>[];
  /** times at which a stroke goes or comes back, in order */
  turns: readonly number[];
  /** ms */
  duration: number;
}

/**
 * @param strokes in the order in which they were begun
 * @param things each with the time it came, ms since the Unix epoch
 */
export function planReplay<Thing extends { at: number }>(
  strokes: readonly (SeenStroke & { absences?: readonly Absence[] })[],
  things: readonly Thing[],
): ReplayPlan<Thing> {
  /** pieces of time: wall clock from → replay clock from, one to one until `end` */
  const pieces: { wall: number; replay: number; end: number }[] = [];
  for (const { startedAt, points } of strokes) {
    const end = startedAt + Math.max(MIN_STROKE_MS, points.at(-1)?.time ?? 0);
    const last = pieces.at(-1);
    if (last && startedAt <= last.end + MAX_PAUSE_MS) last.end = Math.max(last.end, end);
    else {
      const replay = last ? last.replay + last.end - last.wall + MAX_PAUSE_MS : 0;
      pieces.push({ wall: startedAt, replay, end });
    }
  }
  const replayTime = (wall: number) => {
    const piece = pieces.findLast((candidate) => candidate.wall <= wall);
    return piece ? piece.replay + Math.min(wall, piece.end) - piece.wall : 0;
  };
  const planned = strokes.map((stroke) => {
    const from = replayTime(stroke.startedAt);
    const to = from + Math.max(MIN_STROKE_MS, stroke.points.at(-1)?.time ?? 0);
    // nobody erases what is not drawn yet, whatever the clocks of two devices say
    const absences = (stroke.absences ?? []).map((absence) => ({
      from: absence.from === Number.NEGATIVE_INFINITY ? from : Math.max(to, replayTime(absence.from)),
      to: absence.to === null ? Number.POSITIVE_INFINITY : replayTime(absence.to),
    }));
    return { stroke, from, to, absences };
  });
  const turns = planned.flatMap(({ absences }) => absences.flatMap(({ from, to }) => [from, to]));
  return {
    strokes: planned,
    turns: turns.sort((a, b) => a - b),
    moments: things.map((thing) => ({ at: replayTime(thing.at), thing })),
    duration: planned.reduce((latest, { to }) => Math.max(latest, to), 0),
  };
}

/** The last thing that had come by a moment; null: none yet. */
export function thingAt<Thing>({ moments }: ReplayPlan<Thing>, time: number): Thing | null {
  return moments.findLast(({ at }) => at <= time)?.thing ?? null;
}

/** Whether a stroke was erased by a moment and did not come back yet. */
export function isGone({ absences }: Pick<ReplayStroke, 'absences'>, time: number): boolean {
  return absences.some(({ from, to }) => from <= time && time < to);
}

/** What of a stroke is drawn by a moment: as many points as its times say. */
export function drawnBy({ stroke, from, to }: ReplayStroke, time: number): SeenStroke | null {
  if (time < from) return null;
  if (time >= to) return stroke;
  const points = stroke.points.filter((point) => from + point.time <= time);
  return points.length > 0 ? { ...stroke, points } : null;
}
