import { editsOf } from '../../shared/roomDocument.ts';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import { labelsSaid } from '../../shared/strokeEdits.ts';
import type { VersionHead } from '../../shared/versions.ts';
import { type SeenStroke, seenStrokes } from '../picture/seenStrokes.ts';
import type { VersionsModel } from '../versions/versionsModel.ts';

/** Bytes of versions that a replay fetches at most, the latest first: a full sheet has a megabyte, and phones pay for it. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A state of the sheet that a version kept. */
export interface PastState {
  /** ms since the Unix epoch */
  at: number;
  /** it was kept since something was about to be erased */
  before: boolean;
  strokes: readonly SeenStroke[];
}

/** The same, with what people said by then that strokes draw. */
interface LabelledState extends PastState {
  said: StrokeLabels;
}

/** A time in which a stroke was off the sheet, ms since the Unix epoch; infinite: after the last version. */
export interface Absence {
  from: number;
  /** null: it did not come back */
  to: number | null;
}

/** A stroke that was on the sheet at some time, and when it was off. */
export interface PastStroke extends SeenStroke {
  absences: readonly Absence[];
}

/**
 * Every stroke that any of these states or the present one shows, in the order in which they were begun. What was drawn and
 * erased between two versions was kept nowhere.
 * @param past oldest first
 */
export function strokesEver(past: readonly PastState[], now: readonly SeenStroke[]): PastStroke[] {
  const states = [...past.map(({ strokes }) => strokes), now].map(
    (strokes) => new Map(strokes.map((stroke) => [stroke.id, stroke])),
  );
  const latest = new Map(states.flatMap((state) => [...state]));
  return [...latest]
    .map(([id, stroke]) => ({ ...stroke, absences: absencesOf(id, states, past) }))
    .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}

function absencesOf(
  id: string,
  states: readonly ReadonlyMap<string, unknown>[],
  past: readonly PastState[],
): Absence[] {
  const absences: { from: number; to: number | null }[] = [];
  const first = states.findIndex((state) => state.has(id));
  const timeOf = (index: number) => past[index]?.at ?? Number.POSITIVE_INFINITY;
  // a moved or cut stroke stands where it does now only from then on
  if (id.includes('.') && first > 0) absences.push({ from: Number.NEGATIVE_INFINITY, to: timeOf(first) });
  for (let i = 1; i < states.length; i++) {
    const [was, is] = [states[i - 1]?.has(id), states[i]?.has(id)];
    // the version before an erasure tells its moment; else it is seen as long as it may have been there
    if (was && !is) absences.push({ from: past[i - 1]?.before ? timeOf(i - 1) : timeOf(i), to: null });
    const open = absences.at(-1);
    if (!was && is && i > first && open?.to === null) open.to = timeOf(i);
  }
  return absences;
}

/** The states that a room's versions kept, oldest first. @throws ApiFailure */
export async function pastStates(
  versions: VersionsModel,
  heads: readonly VersionHead[],
): Promise<LabelledState[]> {
  const states: LabelledState[] = [];
  let bytes = 0;
  for (const head of heads.toReversed()) {
    bytes += head.bytes;
    if (bytes > MOST_BYTES) break;
    const doc = await versions.document(head.id);
    states.unshift({
      at: head.at,
      before: head.reason === 'erasure' || head.reason === 'restore',
      strokes: seenStrokes(doc),
      said: labelsSaid(editsOf(doc)),
    });
  }
  return states;
}
