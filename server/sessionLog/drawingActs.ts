import type * as Y from 'yjs';
import { markSchema, readMarkKey } from '../../shared/marks.ts';
import { editsOf, marksOf, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import type { LogAct } from '../../shared/sessionLog.ts';
import { sha256 } from './chain.ts';
import type { SessionState } from './sessionState.ts';

/** What changes of a document mean, as a session log says it. */
export class DrawingActs {
  #acts: ((version: number) => LogAct)[] = [];

  /** From now on the document's changes are collected. */
  constructor(doc: Y.Doc) {
    strokesOf(doc).observe((event) => {
      for (const [stroke, { action, oldValue }] of event.changes.keys)
        this.#acts.push(...strokeActs(event.target, stroke, action, oldValue));
    });
    editsOf(doc).observe((event) => {
      for (const key of event.keysChanged) {
        const edit = { key, digest: editDigest(event.target.get(key)) };
        this.#acts.push((version) => ({ what: 'edited', version, edit }));
      }
    });
    settingsMapOf(doc).observe((event) => {
      for (const key of event.keysChanged) {
        const value = event.target.get(key);
        this.#acts.push((version) => settingAct(key, value, version));
      }
    });
    marksOf(doc).observe((event) => {
      for (const [key, { action, oldValue }] of event.changes.keys) {
        const act = commentAct(key, action === 'delete' ? null : event.target.get(key), oldValue);
        if (act) this.#acts.push(() => act);
      }
    });
  }

  /** Takes what was collected. @param version the room's after it */
  take(version: number): LogAct[] {
    const acts = this.#acts;
    this.#acts = [];
    return acts.map((act) => act(version));
  }
}

/** Names what a document holds beyond the log, and the other way round. @returns the acts that say so, the first `resumed` */
export function reconciled(session: SessionState, doc: Y.Doc, version: number, key: string): LogAct[] {
  const present = new Map([...strokesOf(doc)].map(([id, bytes]) => [id, sha256(bytes)]));
  const edits = editsBeyond(session, editsOf(doc));
  const settings = settingsMapOf(doc);
  const changed = [...session.settings].filter(
    ([name, value]) => JSON.stringify(loggedSetting(name, settings.get(name))) !== JSON.stringify(value),
  );
  return [
    {
      what: 'resumed',
      version,
      found: differing(present, session.strokes),
      missing: differing(session.strokes, present),
      ...(edits.length > 0 && { edits }),
      key,
    },
    ...changed.map(([name]) => settingAct(name, settings.get(name), version)),
  ];
}

/** null where there is none */
export function editDigest(value: unknown): string | null {
  return value === undefined ? null : sha256(JSON.stringify(value));
}

function strokeActs(
  strokes: Y.Map<Uint8Array>,
  id: string,
  action: 'add' | 'update' | 'delete',
  oldValue: unknown,
): ((version: number) => LogAct)[] {
  const before = action === 'add' ? null : oldValue instanceof Uint8Array ? sha256(oldValue) : null;
  const bytes = action === 'delete' ? null : strokes.get(id);
  const now = bytes instanceof Uint8Array ? sha256(bytes) : null;
  // Put in its own place once more.
  if (before === now) return [];
  return [
    ...(before ? [actOf('erased', id, before)] : []),
    // Two servers took in different strokes under one id at the same moment: one of them stays.
    ...(now ? [actOf('drew', id, now)] : []),
  ];
}

function actOf(what: 'drew' | 'erased', id: string, digest: string): (version: number) => LogAct {
  return (version) => ({ what, version, stroke: { id, digest } });
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

function settingAct(key: string, value: unknown, version: number): LogAct {
  if (key === 'shadow') return { what: 'guide', version, on: loggedSetting(key, value) === true };
  return { what: 'set', version, key, value: loggedSetting(key, value) as never };
}

/** The guide's default is on; of others the log says null where they are gone. */
function loggedSetting(key: string, value: unknown): unknown {
  return key === 'shadow' ? value !== false : (value ?? null);
}

function editsBeyond({ edits: logged }: SessionState, edits: Y.Map<unknown>) {
  return [...new Set([...edits.keys(), ...logged.keys()])]
    .map((key) => ({ key, digest: editDigest(edits.get(key)) }))
    .filter(({ key, digest }) => (logged.get(key) ?? null) !== digest);
}

function differing(these: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>) {
  return [...these]
    .filter(([id, digest]) => others.get(id) !== digest)
    .map(([id, digest]) => ({ id, digest }));
}
