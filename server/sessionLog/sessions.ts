import type { LogAct, LogEntry, SeenPicture } from '../../shared/sessionLog.ts';
import type { VersionNews } from '../../shared/versions.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import type { Room } from '../rooms/room.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { sha256 } from './chain.ts';
import { Looks } from './looks.ts';
import type { SessionLog } from './sessionLog.ts';

export interface SessionsOptions {
  registry: RoomRegistry;
  now: () => number;
  onTrouble: (room: string, error: unknown) => void;
}

/** A session's log, and who has seen what. */
interface Session {
  log: SessionLog;
  looks: Looks;
  closing: Promise<void> | null;
}

/** The rooms that keep a session log, while they are in memory. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new WeakMap<Room, Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** A room came into memory, with its log. */
  attach(room: Room, log: SessionLog): void {
    const session: Session = { log, looks: new Looks(), closing: null };
    this.#sessions.set(room, session);
    const onTrouble = (error: unknown) => this.#options.onTrouble(room.id, error);
    const finish = (why: 'asked' | 'log-full') => void this.#close(room, null, why).catch(onTrouble);
    const onLine = (entry: LogEntry) => {
      if (entry.what === 'shown') session.looks.seen(entry, entry.seenBy);
      // Another server closed it, and may not have come to say so in the record.
      if (entry.what === 'closed' && !room.closed) finish('asked');
    };
    log.attach(room, { onLine, onTrouble, onFull: () => finish('log-full') });
    // The server was ended between the line and the record.
    if (log.closing && !room.closed) finish('asked');
  }

  /** @throws RefusedError where the room keeps no log */
  logOf(room: Room): SessionLog {
    const session = this.#sessions.get(room);
    if (!session) throw new RefusedError('forbidden', 'This room keeps no session log.');
    return session.log;
  }

  /** Writes down what was done in a session, or with it; rooms without a log write nothing. */
  async note(room: Room, who: string | null, act: LogAct): Promise<void> {
    await this.#sessions.get(room)?.log.append(who, [act]);
  }

  /**
   * A picture of the drawing is about to go out to these people: in a session it does so once the line of their first look
   * at it is on disk. Of drafts there are no lines, since they are drawn from what the log holds.
   */
  show(room: Room, kind: 'portrait' | 'shadow', picture: Picture, seenBy: string[], send: () => void): void {
    const session = this.#sessions.get(room);
    if (!session || !picture.stamp.final || seenBy.length === 0) {
      send();
      return;
    }
    look(session, kind, picture, seenBy)
      .then(send)
      .catch((error) => this.#options.onTrouble(room.id, error));
  }

  /** Somebody asked for a picture. Resolves once that is written down. */
  async seen(room: Room, kind: SeenPicture, picture: Picture, by: string): Promise<void> {
    const session = this.#sessions.get(room);
    if (session) await look(session, kind, picture, [by]);
  }

  /** Versions were kept, named or removed at this server. */
  versions(room: Room, { put, gone }: VersionNews): void {
    const kept = put.map(({ id, version, reason, name }) => ({ id, version, reason, name }));
    this.note(room, null, { what: 'versions', kept, gone }).catch((error) =>
      this.#options.onTrouble(room.id, error),
    );
  }

  /**
   * Closes a session for good: its drawing stays as it is. Everybody comes back at once, with what they may do now.
   * @throws RefusedError
   */
  async close(roomId: string, by: string): Promise<void> {
    const room = await this.#options.registry.open(roomId);
    this.logOf(room);
    if (!room.closed) await this.#close(room, by, 'asked');
  }

  #close(room: Room, by: string | null, why: 'asked' | 'log-full'): Promise<void> {
    const session = this.#sessions.get(room);
    if (!session) return Promise.resolve();
    session.closing ??= this.#closeOnce(room, session.log, by, why).finally(() => {
      session.closing = null;
    });
    return session.closing;
  }

  async #closeOnce(room: Room, log: SessionLog, by: string | null, why: 'asked' | 'log-full'): Promise<void> {
    // From this moment no change is accepted, so the line is the last one of the drawing.
    room.closeDrawing();
    const { registry, now } = this.#options;
    await log.close(by, why);
    await registry.changeRecord(room.id, 'its session was closed', (record) => ({
      ...record,
      closedAt: record.closedAt ?? now(),
    }));
  }
}

/** Resolves once it is on disk that these people have seen the picture. */
function look({ log, looks }: Session, picture: SeenPicture, seen: Picture, seenBy: string[]): Promise<void> {
  const { version, modelVersion: model } = seen.stamp;
  const it = { picture, version, digest: sha256(seen.image) };
  return log.append(null, () => {
    const fresh = looks.fresh(it, seenBy);
    return fresh.length > 0 ? [{ what: 'shown', ...it, model, seenBy: fresh }] : [];
  });
}
