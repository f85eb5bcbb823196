import { localLogs } from '../rooms/localLog.ts';
import { Room } from '../rooms/room.ts';
import { soloBus } from '../rooms/roomBus.ts';
import type { RoomRecord, RoomStore } from '../rooms/roomStore.ts';
import type { Person } from '../rooms/tokens.ts';
import { MemoryStore } from '../store/memoryStore.ts';

export const ROOM_RECORD: RoomRecord = {
  id: 'room-of-the-tests',
  kind: 'free',
  createdAt: 0,
  lastVisitAt: 0,
  epoch: 1,
  closedAt: null,
  secretHashes: { owner: 'a', editor: 'b', viewer: 'c' },
  kicked: [],
  endedAt: null,
};

/** A room loaded from a store, as the registry does it. */
export async function loadRoom(store: RoomStore = new MemoryStore()): Promise<Room> {
  if (!(await store.readRoom(ROOM_RECORD.id))) await store.createRoom(ROOM_RECORD);
  const stored = await store.loadDocument(ROOM_RECORD.id);
  const channel = soloBus.open(ROOM_RECORD.id);
  return new Room(ROOM_RECORD, stored, { openLog: localLogs(store), channel, maxPeople: 40, now: () => 0 });
}

export function personOf(subject: string, role: Person['role'] = 'editor'): Person {
  return {
    room: ROOM_RECORD.id,
    role,
    subject,
    name: subject,
    colour: '#b91c1c',
    epoch: 1,
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}
