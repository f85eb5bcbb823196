import type { LogAct, SeenPicture } from '../../shared/sessionLog.ts';
import type { VersionNews } from '../../shared/versions.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import type { Room } from '../rooms/room.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { sha256 } from './chain.ts';
import { logRoom, shownAct } from './logRoom.ts';
import type { OpenedLog, SessionLog } from './sessionLog.ts';
import type { SigningKey } from './signingKey.ts';

/** Pictures of a room of which it is remembered who has seen them. */
const REMEMBERED_PICTURES = 32;

export interface SessionsOptions {
  registry: RoomRegistry;
  key: SigningKey;
  now: () => number;
  onTrouble: (room: string, error: unknown) => void;
}

/** The rooms that keep a session log, while they are in memory. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #logs = new WeakMap<Room, SessionLog>();
  /** who has seen which picture, by its digest: one look of many fills no log */
  readonly #looks = new WeakMap<Room, Map<string, Set<string>>>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get publicKey(): string {
    return this.#options.key.publicKey;
  }

  /** A room came into memory, with its log. */
  attach(room: Room, { log, session }: OpenedLog): void {
    const { onTrouble } = this.#options;
    this.#logs.set(room, log);
    const finish = (why: 'asked' | 'log-full') =>
      void this.#close(room, null, why).catch((error: unknown) => onTrouble(room.id, error));
    logRoom(room, {
      log,
      session,
      publicKey: this.publicKey,
      onFull: () => finish('log-full'),
      onTrouble: (error) => onTrouble(room.id, error),
    });
    // The server was ended between the line and the record.
    if (session.closed && !room.closed) finish('asked');
  }

  /** @throws RefusedError where the room keeps no log */
  logOf(room: Room): SessionLog {
    const log = this.#logs.get(room);
    if (!log) throw new RefusedError('forbidden', 'This room keeps no session log.');
    return log;
  }

  /** Writes down what was done in a session, or with it; rooms without a log write nothing. */
  async note(room: Room, who: string | null, act: LogAct): Promise<void> {
    await this.#logs.get(room)?.append(who, act);
  }

  /**
   * A picture of the drawing is about to go out to these people: in a session it does so once the line of their first look
   * at it is on disk. Of drafts there are no lines, since they are drawn from what the log holds.
   */
  show(room: Room, kind: 'portrait' | 'shadow', picture: Picture, seenBy: string[], send: () => void): void {
    const log = this.#logs.get(room);
    if (!log || !picture.stamp.final || seenBy.length === 0) {
      send();
      return;
    }
    this.#look(room, log, kind, picture, seenBy)
      .then(send)
      .catch((error) => this.#options.onTrouble(room.id, error));
  }

  /** Somebody asked for a picture. Resolves once that is written down. */
  async seen(room: Room, kind: SeenPicture, picture: Picture, by: string): Promise<void> {
    const log = this.#logs.get(room);
    if (log) await this.#look(room, log, kind, picture, [by]);
  }

  /** Resolves once it is on disk that these people have seen the picture. */
  #look(
    room: Room,
    log: SessionLog,
    kind: SeenPicture,
    picture: Picture,
    seenBy: string[],
  ): Promise<unknown> {
    const looks = this.#looks.get(room) ?? new Map<string, Set<string>>();
    this.#looks.set(room, looks);
    const digest = `${kind} ${picture.stamp.version} ${sha256(picture.image)}`;
    const known = looks.get(digest) ?? new Set();
    const fresh = seenBy.filter((subject) => !known.has(subject));
    // The latest last.
    looks.delete(digest);
    looks.set(digest, new Set([...known, ...fresh]));
    for (const old of looks.keys()) if (looks.size > REMEMBERED_PICTURES) looks.delete(old);
    return fresh.length > 0 ? log.append(null, shownAct(kind, picture, fresh)) : log.written;
  }

  /** Versions were kept, named or removed. */
  versions(room: Room, { put, gone }: VersionNews): void {
    const kept = put.map(({ id, version, reason, name }) => ({ id, version, reason, name }));
    const log = this.#logs.get(room);
    log
      ?.append(null, { what: 'versions', kept, gone })
      .catch((error) => this.#options.onTrouble(room.id, error));
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

  async #close(room: Room, by: string | null, why: 'asked' | 'log-full'): Promise<void> {
    // From this moment no change is accepted, so the line is the last one of the drawing.
    room.closeDrawing();
    const { registry, now } = this.#options;
    await this.logOf(room).append(by, { what: 'closed', why });
    await registry.changeRecord(room.id, 'its session was closed', (record) => ({
      ...record,
      closedAt: record.closedAt ?? now(),
    }));
  }
}
