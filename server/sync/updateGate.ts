import * as Y from 'yjs';
import { MAX_DOCUMENT_BYTES, MAX_EDITS, MAX_STROKES, MAX_STRUCTS_PER_UPDATE } from '../../shared/limits.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import { capabilitiesNow, partsBarredTo } from '../../shared/roomControls.ts';
import {
  controlsOf,
  editsOf,
  marksOf,
  nameRoots,
  ROOM_ROOTS,
  settingsMapOf,
  strokesOf,
} from '../../shared/roomDocument.ts';
import type { Room } from '../rooms/room.ts';
import type { Person } from '../rooms/tokens.ts';
import { checkEditChange } from './editRules.ts';
import { checkMarkChange } from './markRules.ts';
import { checkSettingChange } from './settingRules.ts';
import { checkPartLock, checkStrokeChange } from './strokeRules.ts';
import { inspectUpdate } from './updateInspection.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

/** An update without structs and deletions: `[0, 0]`. */
const EMPTY_UPDATE_BYTES = 2;

/**
 * Lets updates into the live document. Each is tried on a scratch document in the same state first,
 * since Yjs applies a broken update in part before it throws.
 */
export class UpdateGate {
  readonly #room: Room;
  #scratch: Y.Doc;

  constructor(room: Room) {
    this.#room = room;
    this.#scratch = copyOf(room.doc);
    room.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) Y.applyUpdate(this.#scratch, update, this);
    });
  }

  /**
   * Checks a client's update and, where it brings anything new, gives it to the room.
   * @returns true when it changed the document
   * @throws UpdateRefusedError; the live document is untouched then
   */
  admit(update: Uint8Array, person: Person, maxStructs = MAX_STRUCTS_PER_UPDATE): boolean {
    if (update.byteLength <= EMPTY_UPDATE_BYTES) return false;
    // Not `forbidden`: the page then keeps what it drew and starts over with the closed drawing.
    if (this.#room.closed) throw new UpdateRefusedError('the session is closed');
    if (!capabilitiesOf(person.role).draw)
      throw new UpdateRefusedError('your link may only watch', 'forbidden');
    const adds = inspectUpdate(update, person.subject, this.#scratch, this.#room.ledger, maxStructs);
    let effect: Uint8Array | null;
    try {
      effect = this.#try(update, person);
      if (adds && effect) this.#checkSize(effect.byteLength);
    } catch (error) {
      this.#scratch.destroy();
      this.#scratch = copyOf(this.#room.doc);
      throw error;
    }
    if (effect) this.#room.accept(effect, person.subject, this);
    return effect !== null;
  }

  /** @returns what is new in the update, encoded by our own Yjs; null when nothing is */
  #try(update: Uint8Array, person: Person): Uint8Array | null {
    const scratch = this.#scratch;
    const changes: Y.Transaction['changed'][] = [];
    let effect: Uint8Array | null = null;
    const onTransaction = (transaction: Y.Transaction) => changes.push(transaction.changed);
    const onUpdate = (bytes: Uint8Array) => {
      effect = bytes;
    };
    scratch.on('afterTransaction', onTransaction);
    scratch.on('update', onUpdate);
    try {
      Y.applyUpdate(scratch, update, this);
    } catch {
      throw new UpdateRefusedError('the document cannot take it');
    } finally {
      scratch.off('afterTransaction', onTransaction);
      scratch.off('update', onUpdate);
    }
    if (scratch.store.pendingStructs || scratch.store.pendingDs) {
      throw new UpdateRefusedError('it builds on changes that the server does not have');
    }
    if (changes.length > 1) throw new UpdateRefusedError('it takes more than one transaction');
    for (const root of scratch.share.keys()) {
      if (!ROOM_ROOTS.includes(root)) throw new UpdateRefusedError('unknown root');
    }
    if (changes[0]) this.#checkChanges(changes[0], person);
    return effect;
  }

  #checkChanges(changed: Y.Transaction['changed'], person: Person): void {
    const strokes = strokesOf(this.#scratch);
    const settings = settingsMapOf(this.#scratch);
    const marks = marksOf(this.#scratch);
    const liveStrokes = strokesOf(this.#room.doc);
    const controls = controlsOf(this.#room.doc);
    if (changed.size > 0 && !capabilitiesNow(person.role, controls).draw)
      throw new UpdateRefusedError('the room is frozen');
    const barred = partsBarredTo(person, controls);
    const edits = editsOf(this.#scratch);
    const liveEdits = editsOf(this.#room.doc);
    let edited = 0;
    let added = 0;
    let removed = 0;
    for (const [type, keys] of changed as Map<unknown, Set<string | null>>) {
      for (const key of keys) {
        if (key === null) throw new UpdateRefusedError('the roots are maps, not lists');
        if (type === strokes) {
          checkStrokeChange(key, strokes, liveStrokes, person.subject, this.#room.ledger);
          checkPartLock(key, this.#scratch, this.#room.doc, barred);
          if (strokes.has(key) && !liveStrokes.has(key)) added++;
          if (!strokes.has(key) && liveStrokes.has(key)) removed++;
        } else if (type === edits) {
          checkEditChange(key, this.#scratch, this.#room.doc, { person, barred, ledger: this.#room.ledger });
          if (edits.has(key) && !liveEdits.has(key)) edited++;
        } else if (type === settings) checkSettingChange(key, settings, person.role, barred);
        else if (type === marks) checkMarkChange(key, marks, marksOf(this.#room.doc), person);
        else throw new UpdateRefusedError('unknown root');
      }
    }
    if (added > 0 && this.#room.strokeCount + added - removed > MAX_STROKES) {
      throw new UpdateRefusedError(`a room holds at most ${MAX_STROKES} strokes`);
    }
    if (edited > 0 && edits.size > MAX_EDITS) {
      throw new UpdateRefusedError(`a room holds at most ${MAX_EDITS} edits of strokes`);
    }
  }

  #checkSize(bytes: number): void {
    if (this.#room.bytesWith(bytes, MAX_DOCUMENT_BYTES) > MAX_DOCUMENT_BYTES) {
      throw new UpdateRefusedError('the room is full');
    }
  }
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  nameRoots(copy);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}
