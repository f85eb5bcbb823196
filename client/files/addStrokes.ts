import { get } from 'svelte/store';
import * as Y from 'yjs';
import { MAX_DOCUMENT_BYTES, MAX_EDITS, MAX_STROKES } from '../../shared/limits.ts';
import { partOf } from '../../shared/partLocks.ts';
import type { PartId } from '../../shared/parts.ts';
import { partsBarredTo } from '../../shared/roomControls.ts';
import { controlsOf, editsOf, strokesOf } from '../../shared/roomDocument.ts';
import type { DrawnStroke } from '../../shared/roomFile.ts';
import { linesOf, movedStroke } from '../../shared/seenStrokes.ts';
import { partOfClass } from '../../shared/semantics/partOfClass.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { NO_EDITS, parseEditKey } from '../../shared/strokeEdits.ts';
import { ApiFailure } from '../api/apiFailure.ts';
import { editsAnew } from '../document/editChanges.ts';
import type { RoomSession } from '../session/roomSession.ts';

/** Bytes that the heads of the updates take in which strokes arrive. */
const UPDATE_HEADS_BYTES = 8 * 1024;

/** The room has no place for these strokes; nothing was changed. */
export class NoPlaceError extends Error {
  override name = 'NoPlaceError';
}

export interface Added {
  strokes: number;
  /** left out, since their part is locked or held by somebody else */
  locked: number;
}

/** A stroke to be added; what was changed about it comes with it. */
export type NewStroke = Pick<DrawnStroke, 'stroke'> & Partial<DrawnStroke>;

/**
 * Adds strokes to the room as this person's own, as one undo step. What was there becomes a version first, where the server
 * can be reached.
 * @throws NoPlaceError
 */
export async function addStrokes(session: RoomSession, all: readonly NewStroke[]): Promise<Added> {
  const person = get(session.grant);
  const barred = partsBarredTo(person, controlsOf(get(session.document).doc));
  const seen = all.filter(({ stroke, edits = NO_EDITS }) => linesOf(placed(stroke, edits), edits).length > 0);
  const strokes = seen.filter((one) => barred.size === 0 || !partsOf(one).some((part) => barred.has(part)));
  const fresh = strokes.map((each) => ({ ...each, id: session.beginStroke() }));
  const { doc } = get(session.document);
  if (!fits(doc, fresh, session.subject)) throw new NoPlaceError();
  if (get(session.document).drawing.strokes.size > 0) {
    await session.versions.keep({ before: 'import' }).catch((error: unknown) => {
      // offline: the step can still be undone
      if (!(error instanceof ApiFailure)) throw error;
    });
  }
  const { drawing } = get(session.document);
  drawing.undo.startGesture();
  drawing.addAll(fresh, session.subject);
  return { strokes: strokes.length, locked: seen.length - strokes.length };
}

/** Whether a room takes these strokes too, by number and by bytes. */
export function fits(
  room: Y.Doc,
  strokes: readonly (NewStroke & { id: string })[],
  subject: string,
): boolean {
  const alone = new Y.Doc();
  alone.transact(() => {
    for (const { id, stroke, ...changed } of strokes) {
      strokesOf(alone).set(id, encodeStroke(stroke));
      for (const [key, value] of editsAnew(id, changed, subject)) editsOf(alone).set(key, value);
    }
  });
  const there = strokesOf(room);
  // those of strokes that are gone make room
  const edits = [...editsOf(room).keys()].filter((key) => there.has(parseEditKey(key)?.strokeId ?? ''));
  const bytes = Y.encodeStateAsUpdate(room).byteLength + Y.encodeStateAsUpdate(alone).byteLength;
  return (
    there.size + strokes.length <= MAX_STROKES &&
    edits.length + editsOf(alone).size <= MAX_EDITS &&
    bytes + UPDATE_HEADS_BYTES <= MAX_DOCUMENT_BYTES
  );
}

/** It comes where it was drawn, is moved from there, and named. */
function partsOf({ stroke, edits = NO_EDITS, label }: NewStroke): PartId[] {
  const named = label && partOfClass(label);
  const lies = [stroke, placed(stroke, edits)].map(({ points }) => partOf(points));
  return named ? [...lies, named] : lies;
}

const placed = (stroke: NewStroke['stroke'], { transform }: DrawnStroke['edits']) =>
  movedStroke(stroke, transform);
