import type * as Y from 'yjs';
import type { LogAct } from '../../shared/sessionLog.ts';
import { DamagedRoomError } from '../rooms/errors.ts';
import type { Room } from '../rooms/room.ts';
import type { OpenLog } from '../rooms/roomLog.ts';
import type { SessionLogStore } from '../rooms/roomStore.ts';
import { SERVER_SUBJECT } from '../rooms/serverSubject.ts';
import { BrokenChainError, type LogHead, writeLine } from './chain.ts';
import { DrawingActs, reconciled } from './drawingActs.ts';
import { heldLog } from './heldLog.ts';
import {
  type Acts,
  isFull,
  type LogEvents,
  type Moment,
  type SessionLog,
  type SessionLogs,
} from './sessionLog.ts';
import { readLog, type SessionState } from './sessionState.ts';

interface OwnLogOptions {
  store: SessionLogStore;
  now: () => number;
  /** the server's public key, as everybody in the session is shown it */
  publicKey: string;
}

/** The log of a room that only this server has: a line is written when something is accepted. */
class OwnLog implements SessionLog {
  readonly #options: OwnLogOptions;
  readonly #room: string;
  /** what the log said when it was opened */
  readonly #session: SessionState;
  #head: LogHead;
  #written: Promise<void> = Promise.resolve();
  #events: LogEvents | null = null;
  #doc: Y.Doc | null = null;
  #saysClosed: boolean;

  constructor(options: OwnLogOptions, room: string, head: LogHead, session: SessionState) {
    this.#options = options;
    this.#room = room;
    this.#head = head;
    this.#session = session;
    this.#saysClosed = session.closed;
  }

  get closing(): boolean {
    return this.#saysClosed;
  }

  get full(): boolean {
    return isFull(this.#head);
  }

  /** A line that could not be written makes the log refuse for good. */
  get written(): Promise<void> {
    return this.#written;
  }

  hold(openLog: OpenLog): OpenLog {
    return heldLog(openLog, this);
  }

  attach(room: Room, events: LogEvents): void {
    this.#events = events;
    this.#doc = room.doc;
    const { publicKey } = this.#options;
    const write = (who: string | null, acts: readonly LogAct[]) => {
      this.append(who, acts).catch(events.onTrouble);
      if (this.full && !room.closed) events.onFull();
    };
    const { id, record, version } = room;
    if (this.#head.lines > 0) write(null, reconciled(this.#session, room.doc, version, publicKey));
    else write(null, [{ what: 'opened', room: id, kind: record.kind, key: publicKey }]);
    const acts = new DrawingActs(room.doc);
    room.on('accepted', ({ subject, version }) =>
      write(subject === SERVER_SUBJECT ? null : subject, acts.take(version)),
    );
    // Of a closed session whose log is full nobody's coming is noted: a bundle takes so many lines and no more.
    const visit = (subject: string, act: LogAct) => {
      if (!this.full) write(subject, [act]);
    };
    room.on('joined', ({ subject, name, role }) => visit(subject, { what: 'joined', name, role }));
    room.on('left', (subject) => visit(subject, { what: 'left' }));
  }

  append(who: string | null, acts: Acts): Promise<void> {
    const list = typeof acts === 'function' ? acts() : acts;
    if (list.length === 0) return this.#written;
    const records = list.map((act) => {
      const [line, head] = writeLine(this.#head, this.#options.now(), who, act);
      this.#head = head;
      return { n: head.lines, line };
    });
    const written = this.#options.store.appendLog(this.#room, records);
    this.#written = Promise.all([this.#written, written]).then(() => {});
    // Whoever waits for it hears of a refusal; this keeps Node from calling it unhandled meanwhile.
    this.#written.catch(() => {});
    for (const { line } of records) this.#events?.onLine(JSON.parse(line));
    return written;
  }

  async close(by: string | null, why: 'asked' | 'log-full'): Promise<void> {
    if (this.#saysClosed) return this.#written;
    this.#saysClosed = true;
    await this.append(by, [{ what: 'closed', why }]);
  }

  async take<T>(by: string, read: (doc: Y.Doc) => T): Promise<Moment<T>> {
    if (!this.#doc) throw new Error('a session log without its room');
    const noted = this.append(by, [{ what: 'exported' }]);
    const head = this.#head;
    const drawing = read(this.#doc);
    await noted;
    return { head, drawing, lines: (await this.lines()).slice(0, head.lines) };
  }

  async lines(): Promise<string[]> {
    await this.#written;
    return this.#options.store.readLog(this.#room);
  }
}

/** Logs in a store of this server's own. */
export function ownLogs(options: OwnLogOptions): SessionLogs {
  const { store } = options;
  return {
    async open({ id }) {
      try {
        const { head, session } = readLog(await store.readLog(id));
        return new OwnLog(options, id, head, session);
      } catch (error) {
        if (!(error instanceof BrokenChainError)) throw error;
        await store.setAside(id, error.message);
        throw new DamagedRoomError(error.message);
      }
    },
  };
}
