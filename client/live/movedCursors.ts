import type { Cursor } from '../../shared/events.ts';
import type { LiveFrame } from '../../shared/liveFrame.ts';

/** The others' pointers after a frame. @param self one's own subject: one sees one's own pointer anyway */
export function movedCursors(
  known: ReadonlyMap<string, Cursor>,
  moves: LiveFrame['cursors'],
  self: string,
): ReadonlyMap<string, Cursor> {
  const next = new Map(known);
  for (const { subject, cursor } of moves) {
    if (cursor && subject !== self) next.set(subject, cursor);
    else next.delete(subject);
  }
  return next;
}
