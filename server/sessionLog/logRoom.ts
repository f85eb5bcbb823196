import type * as Y from 'yjs';
import { markSchema, readMarkKey } from '../../shared/marks.ts';
import { editsOf, marksOf, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import type { LogAct, SeenPicture } from '../../shared/sessionLog.ts';
import type { Room } from '../rooms/room.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { SERVER_SUBJECT } from '../rooms/serverSubject.ts';
import { sha256 } from './chain.ts';
import type { SessionLog } from './sessionLog.ts';
import type { SessionState } from './sessionState.ts';

export interface LoggedRoomOptions {
  log: SessionLog;
  /** what the log says of the room that comes into memory */
  session: SessionState;
  /** the server's public key, as everybody in the session is shown it */
  publicKey: string;
  /** the log has no room for more of the drawing */
  onFull: () => void;
  /** a line could not be written; the room takes no more changes */
  onTrouble: (error: unknown) => void;
}

/**
 * Writes down what happens in a room.
 */
export function logRoom(room: Room, options: LoggedRoomOptions): void {
  const { log, session, publicKey, onFull, onTrouble } = options;
  const write = (who: string | null, ...acts: LogAct[]) => {
    log.append(who, ...acts).catch(onTrouble);
    if (log.full && !room.closed) onFull();
  };

  const { id, record } = room;
  write(
    null,
    log.head.lines === 0
      ? { what: 'opened', room: id, kind: record.kind, key: publicKey }
      : {
          what: 'resumed',
          version: room.version,
          ...reconcile(session, strokesOf(room.doc)),
          ...reconcileEdits(session, editsOf(room.doc)),
          key: publicKey,
        },
  );

  let acts: ((version: number) => LogAct)[] = [];
  strokesOf(room.doc).observe((event) => {
    for (const [stroke, { action, oldValue }] of event.changes.keys)
      acts.push(...strokeActs(event.target, stroke, action, oldValue));
  });
  editsOf(room.doc).observe((event) => {
    for (const key of event.keysChanged) {
      const edit = { key, digest: editDigest(event.target.get(key)) };
      acts.push((version) => ({ what: 'edited', version, edit }));
    }
  });
  settingsMapOf(room.doc).observe((event) => {
    for (const key of event.keysChanged) acts.push((version) => settingAct(event.target, key, version));
  });
  marksOf(room.doc).observe((event) => {
    for (const [key, { action, oldValue }] of event.changes.keys) {
      const act = commentAct(key, action === 'delete' ? null : event.target.get(key), oldValue);
      if (act) acts.push(() => act);
    }
  });
  room.on('accepted', ({ subject, version }) => {
    const told = acts;
    acts = [];
    write(subject === SERVER_SUBJECT ? null : subject, ...told.map((act) => act(version)));
  });
  // Of a closed session whose log is full nobody's coming is noted: a bundle takes so many lines and no more.
  const visit = (subject: string, act: LogAct) => {
    if (!log.full) write(subject, act);
  };
  room.on('joined', ({ subject, name, role }) => visit(subject, { what: 'joined', name, role }));
  room.on('left', (subject) => visit(subject, { what: 'left' }));
}

/** A picture of the drawing at rest was shown. */
export function shownAct(picture: SeenPicture, { stamp, image }: Picture, seenBy: string[]): LogAct {
  const { version, modelVersion: model } = stamp;
  return { what: 'shown', picture, version, digest: sha256(image), model, seenBy };
}

function strokeActs(
  strokes: Y.Map<Uint8Array>,
  id: string,
  action: 'add' | 'update' | 'delete',
  oldValue: unknown,
): ((version: number) => LogAct)[] {
  const bytes = action === 'delete' ? oldValue : strokes.get(id);
  if (action === 'update' || !(bytes instanceof Uint8Array)) return [];
  const stroke = { id, digest: sha256(bytes) };
  return [(version) => ({ what: action === 'delete' ? 'erased' : 'drew', version, stroke })];
}

/** @param value null: it is gone */
function commentAct(key: string, value: unknown, oldValue: unknown): LogAct | null {
  const mark = readMarkKey(key);
  if (!mark) return null;
  const { id, done } = mark;
  if (done) return { what: 'comment', id, change: value === true ? 'settled' : 'reopened', text: null };
  const written = markSchema.safeParse(value ?? oldValue);
  if (!written.success) return null;
  return { what: 'comment', id, change: value === null ? 'removed' : 'written', text: written.data.text };
}

function settingAct(settings: Y.Map<unknown>, key: string, version: number): LogAct {
  const value = settings.get(key) ?? null;
  // Its default is on.
  if (key === 'shadow') return { what: 'guide', version, on: value !== false };
  return { what: 'set', version, key, value: value as never };
}

/** What the drawing on disk holds beyond the log, and the other way round: a crash may come between the two. */
function reconcile({ strokes: logged }: SessionState, strokes: Y.Map<Uint8Array>) {
  const present = new Map([...strokes].map(([id, bytes]) => [id, sha256(bytes)]));
  return { found: differing(present, logged), missing: differing(logged, present) };
}

function reconcileEdits({ edits: logged }: SessionState, edits: Y.Map<unknown>) {
  const changed = [...new Set([...edits.keys(), ...logged.keys()])]
    .map((key) => ({ key, digest: editDigest(edits.get(key)) }))
    .filter(({ key, digest }) => (logged.get(key) ?? null) !== digest);
  return changed.length > 0 && { edits: changed };
}

/** null where there is none */
export function editDigest(value: unknown): string | null {
  return value === undefined ? null : sha256(JSON.stringify(value));
}

function differing(these: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>) {
  return [...these]
    .filter(([id, digest]) => others.get(id) !== digest)
    .map(([id, digest]) => ({ id, digest }));
}
