import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  PictureRecord,
  RoomRecord,
  RoomStore,
  SessionLogStore,
  SnapshotRecord,
} from '../../server/rooms/roomStore.ts';
import type { VersionRecord } from '../../server/versions/versionStore.ts';

const ROOM = 'room-of-the-tests';
const OTHER = 'room-of-the-tests-2';

function roomRecord(id = ROOM, lastVisitAt = 2_000): RoomRecord {
  return {
    id,
    kind: 'free',
    createdAt: 1_000,
    lastVisitAt,
    epoch: 1,
    closedAt: null,
    secretHashes: { owner: 'a', editor: 'b', viewer: 'c' },
    kicked: [],
    endedAt: null,
  };
}

const update = (sequence: number) => ({
  sequence,
  subject: 'ann00000',
  update: new Uint8Array([sequence % 256, 2, 3]),
});

const snapshot = (sequence: number): SnapshotRecord => ({
  sequence,
  state: new Uint8Array([9, 9]),
  ledger: { owners: [[7, 'ann00000']], erased: [['stroke-1', 'digest']] },
});

const version = (id: string, at: number, name: string | null = null): VersionRecord => ({
  head: {
    id,
    at,
    reason: 'rest',
    name,
    by: null,
    people: [{ subject: 'ann00000', name: 'Ann', colour: '#b91c1c' }],
    version: at,
    strokes: 1,
    bytes: 0,
    portraitOf: null,
  },
  state: new Uint8Array([1, 2, at]),
  portrait: null,
});

/** What every `RoomStore` does; run against each of them. */
export function describeRoomStore(name: string, open: () => Promise<RoomStore>): void {
  describe(`${name} keeps the contract of a room store`, () => {
    let store: RoomStore;

    beforeEach(async () => {
      store = await open();
      await store.createRoom(roomRecord());
    });

    afterEach(() => store.close());

    test('a room is found by its id only', async () => {
      expect(await store.readRoom(ROOM)).toEqual(roomRecord());
      expect(await store.readRoom('room-of-the-test')).toBeNull();
    });

    test('a visit is remembered', async () => {
      await store.touchRoom(ROOM, 5_000);
      expect((await store.readRoom(ROOM))?.lastVisitAt).toBe(5_000);
    });

    test('R9 what is known of a room can be replaced; its last visit stays', async () => {
      const next = {
        ...roomRecord(),
        epoch: 2,
        secretHashes: { owner: 'x', editor: 'y', viewer: 'z' },
        kicked: [{ subject: 'ben00000', name: 'Ben' }],
        endedAt: 7,
      };
      expect(await store.changeRoom(ROOM, () => ({ ...next, lastVisitAt: 0 }))).toEqual(next);
      expect(await store.readRoom(ROOM)).toEqual(next);
    });

    test('a new room has an empty document', async () => {
      expect(await store.loadDocument(ROOM)).toEqual({ snapshot: null, updates: [] });
    });

    test('updates come back in order, those of another room do not', async () => {
      await store.createRoom(roomRecord(OTHER));
      await store.appendUpdate(OTHER, update(1));
      for (let i = 1; i <= 12; i++) await store.appendUpdate(ROOM, update(i));
      const { updates } = await store.loadDocument(ROOM);
      expect(updates).toEqual(Array.from({ length: 12 }, (_, i) => update(i + 1)));
    });

    test('a snapshot replaces the updates up to it, and only these', async () => {
      for (let i = 1; i <= 5; i++) await store.appendUpdate(ROOM, update(i));
      await store.compact(ROOM, snapshot(3));
      expect(await store.loadDocument(ROOM)).toEqual({
        snapshot: snapshot(3),
        updates: [update(4), update(5)],
      });
    });

    test('updates asked for without waiting are all there, in order', async () => {
      await Promise.all(Array.from({ length: 50 }, (_, i) => store.appendUpdate(ROOM, update(i + 1))));
      const { updates } = await store.loadDocument(ROOM);
      expect(updates.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    });

    test('the last pictures are kept', async () => {
      const stamp = {
        version: 3,
        stateVector: new Uint8Array([1]),
        tailSeq: 0,
        final: true,
        engine: 'cpu',
        modelVersion: 'm',
        size: 512,
        mime: 'image/webp' as const,
        timings: { total: 1.5 },
      };
      const record: PictureRecord = { portrait: { stamp, image: new Uint8Array([1, 2]) }, shadow: null };
      expect(await store.readPicture(ROOM)).toBeNull();
      await store.writePicture(ROOM, record);
      expect(await store.readPicture(ROOM)).toEqual(record);
    });

    test('V7 versions come back whole, oldest first, with their size; those of another room do not', async () => {
      await store.createRoom(roomRecord(OTHER));
      await store.writeVersion(OTHER, version('version-of-other', 1));
      await store.writeVersion(ROOM, version('version-00000002', 2));
      const written = await store.writeVersion(ROOM, version('version-00000001', 1));
      expect((await store.listVersions(ROOM)).map(({ id }) => id)).toEqual([
        'version-00000001',
        'version-00000002',
      ]);
      expect(written.bytes).toBeGreaterThan(0);
      expect(await store.readVersion(ROOM, 'version-00000001')).toEqual({
        ...version('version-00000001', 1),
        head: written,
      });
      expect(await store.readVersion(ROOM, 'version-of-other')).toBeNull();
    });

    test('V4 a version is replaced by its id, and removed', async () => {
      await store.writeVersion(ROOM, version('version-00000001', 1));
      await store.writeVersion(ROOM, version('version-00000001', 1, 'the first'));
      expect((await store.listVersions(ROOM)).map(({ name }) => name)).toEqual(['the first']);
      await store.deleteVersion(ROOM, 'version-00000001');
      expect(await store.listVersions(ROOM)).toEqual([]);
      expect(await store.readVersion(ROOM, 'version-00000001')).toBeNull();
    });

    test('a deleted room is gone with all that belonged to it', async () => {
      await store.appendUpdate(ROOM, update(1));
      await store.compact(ROOM, snapshot(1));
      await store.writeVersion(ROOM, version('version-00000001', 1));
      await store.deleteRoom(ROOM);
      expect(await store.listVersions(ROOM)).toEqual([]);
      expect(await store.readRoom(ROOM)).toBeNull();
      expect(await store.loadDocument(ROOM)).toEqual({ snapshot: null, updates: [] });
      expect(await store.roomsUnvisitedSince(Number.MAX_SAFE_INTEGER)).toEqual([]);
    });

    test('D8 rooms are found by the time of their last visit', async () => {
      await store.createRoom(roomRecord(OTHER, 9_000));
      expect(await store.roomsUnvisitedSince(2_000)).toEqual([]);
      expect(await store.roomsUnvisitedSince(2_001)).toEqual([ROOM]);
    });

    test('D8 a room goes for lack of visits only where nobody came meanwhile', async () => {
      await store.touchRoom(ROOM, 5_000);
      expect(await store.expireRoom(ROOM, 5_000)).toBe(false);
      expect(await store.readRoom(ROOM)).not.toBeNull();
      expect(await store.expireRoom(ROOM, 5_001)).toBe(true);
      expect(await store.readRoom(ROOM)).toBeNull();
    });

    test('D4 a room set aside says so when it is asked for', async () => {
      await store.setAside(ROOM, 'a checksum does not match');
      await expect(store.readRoom(ROOM)).rejects.toThrow(/set aside/);
    });

    test('a ping resolves while the store can write', async () => {
      await store.ping();
    });
  });
}

/** What every store does that keeps session logs. */
export function describeSessionLogStore(
  name: string,
  open: () => Promise<RoomStore & SessionLogStore>,
): void {
  test(`${name}: a session log comes back line by line, in order, and goes with its room`, async () => {
    const store = await open();
    await store.createRoom(roomRecord());
    expect(await store.readLog(ROOM)).toEqual([]);
    await Promise.all([
      store.appendLog(ROOM, [
        { n: 1, line: 'one' },
        { n: 2, line: 'two' },
      ]),
      store.appendUpdate(ROOM, update(1)),
      store.appendLog(ROOM, [{ n: 3, line: 'three' }]),
    ]);
    expect(await store.readLog(ROOM)).toEqual(['one', 'two', 'three']);
    expect((await store.loadDocument(ROOM)).updates).toEqual([update(1)]);
    await store.deleteRoom(ROOM);
    expect(await store.readLog(ROOM)).toEqual([]);
    await store.close();
  });
}
