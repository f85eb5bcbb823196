import { EventEmitter } from 'node:events';
import type { CreatedRoom } from '../../shared/api.ts';
import { ROOM_IDLE_MS } from '../../shared/limits.ts';
import { type RoomKind, traitsOf } from '../../shared/roomKinds.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { SessionLog, SessionLogs } from '../sessionLog/sessionLog.ts';
import { DamagedRoomError, RefusedError, RoomNotFoundError } from './errors.ts';
import { firstChangeOf } from './firstChange.ts';
import { localLogs } from './localLog.ts';
import { Room } from './room.ts';
import { ROOM_ACT, type RoomAct } from './roomActs.ts';
import { type RoomBus, type RoomChannel, soloBus } from './roomBus.ts';
import type { RoomFamily } from './roomFamily.ts';
import type { OpenLog } from './roomLog.ts';
import type { RoomRecord, RoomStore } from './roomStore.ts';
import { newRoomId, newSecrets, type RandomBytes, systemRandom } from './secrets.ts';
import { SERVER_SUBJECT } from './serverSubject.ts';

/** ms between two looks at expired tokens and idle rooms. */
const SWEEP_MS = 1_000;
/** ms between two looks for rooms that nobody visited for `expiryDays`. */
const EXPIRY_SWEEP_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface RegistryOptions {
  store: RoomStore;
  /** where session logs are kept; without it there are no witness sessions */
  logs?: SessionLogs;
  /** where the rooms' changes get their order; without it in `store`, which is this server's own */
  openLog?: OpenLog;
  /** to the other servers; without it there are none */
  bus?: RoomBus;
  clock: Clock;
  log: Logger;
  maxPeople: number;
  expiryDays: number;
  random?: RandomBytes;
}

interface RegistryEvents {
  /** a room came into memory, with its session log where it keeps one; features attach their part of it here */
  opened: [Room, SessionLog | null];
}

/** All rooms: makes them, brings them into memory, and lets them go when nobody is there. */
export class RoomRegistry extends EventEmitter<RegistryEvents> {
  readonly #options: RegistryOptions;
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #open = new Map<string, Room>();
  /** being deleted: nobody may open them any more */
  readonly #going = new Set<string>();
  /** the last change, or look, at a room's record that is not finished */
  readonly #changes = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(options: RegistryOptions) {
    super();
    this.#options = options;
    this.#every(SWEEP_MS, () => this.sweep());
    this.#every(EXPIRY_SWEEP_MS, () => this.expire());
  }

  get openRooms(): Iterable<Room> {
    return this.#open.values();
  }

  /** @param each in a class: everybody draws a face of their own */
  async create(kind: RoomKind = 'free', each = false): Promise<CreatedRoom> {
    const { store, clock, random = systemRandom } = this.#options;
    if (traitsOf(kind).logged) this.#logs();
    const now = clock.now();
    const { secrets, secretHashes } = newSecrets(random);
    const id = newRoomId(random);
    const record = { id, kind, createdAt: now, lastVisitAt: now, epoch: 1, secretHashes };
    await store.createRoom({
      ...record,
      kicked: [],
      endedAt: null,
      closedAt: null,
      ...(each && { family: { root: null, each, children: [] } }),
    });
    const first = firstChangeOf(kind);
    if (first) await store.appendUpdate(id, { sequence: 1, subject: SERVER_SUBJECT, update: first });
    return { roomId: id, secrets };
  }

  /** A room that came from another one. @param state how its document begins; null: blank. @returns its id */
  async createChild(
    { kind, secretHashes, family }: Pick<RoomRecord, 'kind' | 'secretHashes'> & { family: RoomFamily },
    state: Uint8Array | null,
  ): Promise<string> {
    const { store, clock, random = systemRandom } = this.#options;
    const now = clock.now();
    const id = newRoomId(random);
    const record = { id, kind, createdAt: now, lastVisitAt: now, epoch: 1, secretHashes, family };
    await store.createRoom({ ...record, kicked: [], endedAt: null, closedAt: null });
    if (state) await store.appendUpdate(id, { sequence: 1, subject: SERVER_SUBJECT, update: state });
    return id;
  }

  /**
   * Changes what is known of a room, one change after the other, on disk first; whoever may not stay then is turned out.
   * @param what for the log: "its links were withdrawn"
   * @throws RoomNotFoundError, DamagedRoomError
   */
  changeRecord(id: string, what: string, change: (record: RoomRecord) => RoomRecord): Promise<void> {
    return this.#inTurn(id, async () => {
      const next = this.#going.has(id) ? null : await this.#options.store.changeRoom(id, change);
      if (!next) throw new RoomNotFoundError();
      // One that is being loaded may have read the record before.
      await this.#rooms.get(id)?.catch(() => null);
      this.#open.get(id)?.recordChanged(next);
      this.#bus.send(id, ROOM_ACT, { type: 'recordChanged' });
      this.#options.log.info({ room: id }, `a room: ${what}`);
    });
  }

  /** Deletes a room for good, with everybody in it turned out. */
  async delete(id: string): Promise<void> {
    this.#going.add(id);
    try {
      const room = this.#open.get(id);
      this.#perform(id, { type: 'deleted' });
      await room?.settled;
      await this.#options.store.deleteRoom(id);
      // Said once it is true: whoever comes back by another server finds nothing there.
      this.#bus.send(id, ROOM_ACT, { type: 'deleted' });
      this.#options.log.info({ room: id }, 'a room was deleted');
    } finally {
      this.#going.delete(id);
    }
  }

  /** Does what concerns a whole room, here and at every other server that has it open. */
  act(id: string, act: RoomAct): void {
    this.#perform(id, act);
    this.#bus.send(id, ROOM_ACT, act);
  }

  /** Makes up for acts of other servers that were not heard. */
  async refresh(): Promise<void> {
    for (const { id } of [...this.#open.values()]) await this.#readRecordAnew(id);
  }

  /** What is known of a room without bringing its document into memory. @throws RoomNotFoundError */
  async describe(id: string): Promise<RoomRecord> {
    const record = this.#open.get(id)?.record ?? (await this.#options.store.readRoom(id));
    if (!record || this.#going.has(id)) throw new RoomNotFoundError();
    return record;
  }

  /** @throws RoomNotFoundError, DamagedRoomError, RefusedError */
  open(id: string): Promise<Room> {
    let opening = this.#rooms.get(id);
    if (!opening) {
      if (this.#stopped) return Promise.reject(new RefusedError('restarting', 'The server restarts.'));
      opening = this.#load(id);
      this.#rooms.set(id, opening);
      opening.catch(() => this.#rooms.delete(id));
    }
    return opening.then((room) => {
      // Whoever asked will join in a moment: the sweep must not take the room away before.
      room.idleSince = this.#options.clock.now();
      return room;
    });
  }

  /** Turns out expired tokens and lets go of rooms that stood empty for `ROOM_IDLE_MS`. */
  async sweep(): Promise<void> {
    const now = this.#options.clock.now();
    for (const room of [...this.#open.values()]) {
      room.members.expire(now);
      room.partHolds.sweep(now);
      if (this.#isIdle(room)) await this.#release(room);
    }
  }

  /** Deletes rooms that nobody visited for `expiryDays`. */
  async expire(): Promise<void> {
    const { store, clock, expiryDays, log } = this.#options;
    // Whoever else looks finds that somebody is there.
    for (const room of this.#open.values()) {
      if (room.members.count > 0) await store.touchRoom(room.id, clock.now());
    }
    const before = clock.now() - expiryDays * DAY_MS;
    for (const id of await store.roomsUnvisitedSince(before)) {
      if (this.#rooms.has(id) || !(await store.expireRoom(id, before))) continue;
      this.#bus.send(id, ROOM_ACT, { type: 'deleted' });
      log.info({ room: id }, 'room expired');
    }
  }

  /** Writes out every room; nothing may be accepted any more. */
  async close(): Promise<void> {
    this.#stopped = true;
    // What began before still writes: rooms on their way into memory, changes of records.
    await Promise.allSettled([...this.#rooms.values(), ...this.#changes.values()]);
    for (const room of [...this.#open.values()]) {
      await room.flush();
      this.#drop(room);
    }
  }

  /** Loads a room; what happens to it at other servers from then on is heard. */
  async #load(id: string): Promise<Room> {
    const channel = this.#bus.open(id);
    channel.on(ROOM_ACT, (act) => {
      if (this.#open.has(id)) this.#perform(id, act);
      else
        void this.#rooms.get(id)?.then(
          () => this.#perform(id, act),
          () => {},
        );
    });
    try {
      await channel.heard;
      return await this.#loadWith(id, channel);
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  async #loadWith(id: string, channel: RoomChannel): Promise<Room> {
    const { store, clock, maxPeople, log } = this.#options;
    const record = await store.readRoom(id);
    if (!record || this.#going.has(id)) throw new RoomNotFoundError();
    const stored = await store.loadDocument(id);
    const opened = traitsOf(record.kind).logged ? await this.#logs().open(record, stored) : null;
    // On a full disk people still see what is there.
    await store
      .touchRoom(id, clock.now())
      .catch((error: unknown) => log.error({ room: id, err: error }, 'a visit could not be written'));
    let room: Room;
    try {
      const { openLog: changes = localLogs(store) } = this.#options;
      const openLog = opened ? opened.hold(changes) : changes;
      room = new Room(record, stored, { openLog, channel, maxPeople, now: clock.now });
    } catch (error) {
      log.error({ room: id, err: error }, 'a room could not be read');
      const detail = 'its changes cannot be read';
      await store.setAside(id, detail);
      throw new DamagedRoomError(detail);
    }
    room.on('failed', (error) => {
      if (error instanceof RoomNotFoundError) {
        this.#perform(id, { type: 'deleted' });
        return;
      }
      log.error({ room: id, err: error }, 'a room could not be saved; it restarts from disk');
      this.#drop(room);
    });
    this.#open.set(id, room);
    this.emit('opened', room, opened);
    channel.greet();
    return room;
  }

  /** @throws RefusedError */
  #logs(): SessionLogs {
    const { logs } = this.#options;
    if (logs) return logs;
    throw new RefusedError(
      'forbidden',
      'This server keeps no session logs, so it holds no witness sessions.',
    );
  }

  get #bus(): RoomBus {
    return this.#options.bus ?? soloBus;
  }

  #perform(id: string, act: RoomAct): void {
    const room = this.#open.get(id);
    if (!room) return;
    switch (act.type) {
      case 'recordChanged':
        this.#readRecordAnew(id).catch((error: unknown) =>
          this.#options.log.warn({ room: id, err: error }, 'a room could not be looked up anew'),
        );
        break;
      case 'deleted':
        room.members.turnOut(new RoomNotFoundError());
        this.#drop(room);
        break;
      case 'turnOut':
        room.members.turnOut(new RefusedError(act.reason, act.message), act.subject);
        break;
      case 'lowerHand':
        room.emit('handLowered', act.subject);
        break;
      case 'renewed':
        room.members.renew(act.subject, act.expiresAt);
    }
  }

  /** Another server changed what is known of a room. */
  #readRecordAnew(id: string): Promise<void> {
    return this.#inTurn(id, async () => {
      const record = await this.#options.store.readRoom(id);
      // Whether one that is not there was deleted or forgotten, its log finds out.
      if (record) this.#open.get(id)?.recordChanged(record);
    });
  }

  /** One after the other, so that what is known of a room here never falls back behind what was read later. */
  #inTurn(id: string, run: () => Promise<void>): Promise<void> {
    const turn = (this.#changes.get(id) ?? Promise.resolve()).then(run);
    // One that failed must not keep the next from its turn.
    const settled = turn.catch(() => {});
    this.#changes.set(id, settled);
    void settled.then(() => {
      if (this.#changes.get(id) === settled) this.#changes.delete(id);
    });
    return turn;
  }

  #isIdle(room: Room): boolean {
    return (
      room.members.count === 0 &&
      room.unsaved === 0 &&
      this.#options.clock.now() - room.idleSince >= ROOM_IDLE_MS
    );
  }

  async #release(room: Room): Promise<void> {
    await this.#options.store.touchRoom(room.id, room.idleSince);
    await room.flush();
    if (this.#isIdle(room)) this.#drop(room);
  }

  #drop(room: Room): void {
    if (this.#open.get(room.id) !== room) return;
    this.#open.delete(room.id);
    this.#rooms.delete(room.id);
    room.close();
  }

  #every(ms: number, run: () => Promise<void>): void {
    this.#options.clock.after(ms, async () => {
      if (this.#stopped) return;
      await run().catch((error: unknown) => this.#options.log.error({ err: error }, 'a sweep failed'));
      this.#every(ms, run);
    });
  }
}
