import type { LogEntry } from '../../shared/sessionLog.ts';
import { EMPTY_HEAD, type LogHead, readLine } from './chain.ts';

/** What a session's log says of its drawing. */
export interface SessionState {
  /** stroke id → digest of its bytes */
  strokes: Map<string, string>;
  /** digests of all strokes that were ever drawn */
  drawn: Set<string>;
  /** key of an edit → digest of its value */
  edits: Map<string, string>;
  /** key and digest of all edits that were ever made */
  edited: Set<string>;
  settings: Map<string, unknown>;
  /** ids of versions that were kept and not removed */
  versions: Set<string>;
  /** digests of all pictures that were shown */
  pictures: Set<string>;
  /** names of those who were there as witness */
  witnesses: Set<string>;
  /** subjects of those who came and did not leave */
  present: Set<string>;
  /** the public key that the log named last */
  key: string | null;
  closed: boolean;
}

export function emptySession(): SessionState {
  return {
    strokes: new Map(),
    drawn: new Set(),
    edits: new Map(),
    edited: new Set(),
    settings: new Map(),
    versions: new Set(),
    pictures: new Set(),
    witnesses: new Set(),
    present: new Set(),
    key: null,
    closed: false,
  };
}

/** What the lines of a log say together. @throws BrokenChainError */
export function sessionOf(lines: readonly string[]): SessionState {
  return readLog(lines).session;
}

/** Reads a log from its first line. @throws BrokenChainError */
export function readLog(lines: readonly string[]): { session: SessionState; head: LogHead } {
  const session = emptySession();
  let head = EMPTY_HEAD;
  for (const line of lines) {
    const [entry, next] = readLine(head, line);
    follow(session, entry);
    head = next;
  }
  return { session, head };
}

/** Takes one entry in. */
export function follow(state: SessionState, entry: LogEntry): void {
  switch (entry.what) {
    case 'opened':
      state.key = entry.key;
      break;
    case 'resumed':
      state.key = entry.key;
      for (const { id } of entry.missing) state.strokes.delete(id);
      for (const stroke of entry.found) draw(state, stroke);
      for (const each of entry.edits ?? []) edit(state, each);
      break;
    case 'joined':
      if (entry.role === 'witness') state.witnesses.add(entry.name);
      if (entry.who) state.present.add(entry.who);
      break;
    case 'left':
      if (entry.who) state.present.delete(entry.who);
      break;
    case 'drew':
      draw(state, entry.stroke);
      break;
    case 'erased':
      state.strokes.delete(entry.stroke.id);
      break;
    case 'edited':
      edit(state, entry.edit);
      break;
    case 'set':
      state.settings.set(entry.key, entry.value);
      break;
    case 'guide':
      state.settings.set('shadow', entry.on);
      break;
    case 'shown':
      state.pictures.add(entry.digest);
      break;
    case 'versions':
      for (const { id } of entry.kept) state.versions.add(id);
      for (const id of entry.gone) state.versions.delete(id);
      break;
    case 'closed':
      state.closed = true;
  }
}

function draw({ strokes, drawn }: SessionState, { id, digest }: { id: string; digest: string }): void {
  strokes.set(id, digest);
  drawn.add(digest);
}

function edit(
  { edits, edited }: SessionState,
  { key, digest }: { key: string; digest: string | null },
): void {
  if (digest === null) edits.delete(key);
  else {
    edits.set(key, digest);
    edited.add(markOf(key, digest));
  }
}

/** One state of one edit, as `edited` holds it. */
export const markOf = (key: string, digest: string) => `${key} ${digest}`;
