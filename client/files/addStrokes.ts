import { get } from 'svelte/store';
import * as Y from 'yjs';
import { MAX_DOCUMENT_BYTES, MAX_STROKES } from '../../shared/limits.ts';
import { partOf } from '../../shared/partLocks.ts';
import { partsBarredTo } from '../../shared/roomControls.ts';
import { controlsOf } from '../../shared/roomDocument.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { encodeStroke, type Stroke } from '../../shared/strokeCodec.ts';
import { ApiFailure } from '../api/apiFailure.ts';
import type { RoomSession } from '../session/roomSession.ts';

/** The room has no place for these strokes; nothing was changed. */
export class NoPlaceError extends Error {
  override name = 'NoPlaceError';
}

export interface Added {
  strokes: number;
  /** left out, since their part is locked or held by somebody else */
  locked: number;
}

/**
 * Adds strokes to the room as this person's own, as one undo step. What was there becomes a version first, where the server
 * can be reached.
 * @param labels what each of them shows, where somebody said so; left out where the room takes no more edits
 * @throws NoPlaceError
 */
export async function addStrokes(
  session: RoomSession,
  all: readonly Stroke[],
  labels: readonly (StrokeClass | null)[] = [],
): Promise<Added> {
  const person = get(session.grant);
  const barred = partsBarredTo(person, controlsOf(get(session.document).doc));
  const strokes = all
    .map((stroke, i) => ({ stroke, label: labels[i] ?? null }))
    .filter(({ stroke }) => barred.size === 0 || !barred.has(partOf(stroke.points)));
  demandPlace(
    session,
    strokes.map(({ stroke }) => encodeStroke(stroke)),
  );
  if (get(session.document).drawing.strokes.size > 0) {
    await session.versions.keep({ before: 'import' }).catch((error: unknown) => {
      // offline: the step can still be undone
      if (!(error instanceof ApiFailure)) throw error;
    });
  }
  const { drawing } = get(session.document);
  drawing.undo.startGesture();
  const added = strokes.map((stroke) => ({ id: session.beginStroke(), ...stroke }));
  drawing.addAll(added);
  for (const label of new Set(added.map((one) => one.label))) {
    const named = added.filter((one) => one.label === label).map(({ id }) => id);
    if (label) drawing.label(named, label);
  }
  return { strokes: strokes.length, locked: all.length - strokes.length };
}

function demandPlace(session: RoomSession, packed: readonly Uint8Array[]): void {
  const { doc, drawing } = get(session.document);
  const bytes = packed.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const isFull = drawing.strokes.size + packed.length > MAX_STROKES;
  if (isFull || Y.encodeStateAsUpdate(doc).byteLength + bytes > 0.95 * MAX_DOCUMENT_BYTES) {
    throw new NoPlaceError();
  }
}
