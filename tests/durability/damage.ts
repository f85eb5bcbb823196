import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedRoomError } from '../../server/rooms/errors.ts';
import type { RoomRecord } from '../../server/rooms/roomStore.ts';
import { FileStore } from '../../server/store/fileStore.ts';
import type { Random } from '../fuzz/random.ts';

export const ROOMS = Array.from({ length: 6 }, (_, i) => `room-of-the-damage-${i}`);
/** Records of a room, and times that the server was restarted while they were written. */
const UPDATES = 40;
const RESTARTS = 3;

const record = (id: string): RoomRecord => ({
  id,
  kind: 'free',
  closedAt: null,
  createdAt: 1,
  lastVisitAt: 1,
  epoch: 1,
  secretHashes: { owner: 'a', editor: 'b', viewer: 'c' },
  kicked: [],
  endedAt: null,
});

/** A store with rooms whose changes were all called stored: some rooms have a snapshot, all have changes. */
export async function fillStore(folder: string, random: Random): Promise<void> {
  for (let part = 0; part <= RESTARTS; part++) {
    const store = await FileStore.open(folder);
    if (part === 0) for (const id of ROOMS) await store.createRoom(record(id));
    const share = UPDATES / (RESTARTS + 1);
    for (let sequence = part * share + 1; sequence <= (part + 1) * share; sequence++) {
      for (const id of ROOMS) {
        const update = Uint8Array.from({ length: 100 + random.int(300) }, () => random.int(256));
        await store.appendUpdate(id, { sequence, subject: 'ann00000', update });
      }
    }
    const compacted = ROOMS.slice(0, part);
    for (const id of compacted) {
      const state = Uint8Array.from({ length: 500 }, () => random.int(256));
      await store.compact(id, { sequence: (part + 0.5) * share, state, ledger: { owners: [], erased: [] } });
    }
    await store.close();
  }
}

/** Flips a bit of one file of a copy, or cuts it short. @returns whose file it was, and what was done */
export async function damage(
  from: string,
  to: string,
  random: Random,
): Promise<{ room: string; done: string }> {
  await cp(from, to, { recursive: true });
  const room = random.pick(ROOMS) ?? '';
  const name = random.pick(await readdir(join(to, room))) ?? '';
  const file = join(to, room, name);
  const bytes = await readFile(file);
  if (bytes.byteLength === 0) return { room, done: `${name} is empty` };
  if (random.chance(0.3)) {
    const length = random.int(bytes.byteLength);
    await truncate(file, length);
    return { room, done: `${name} cut to ${length} of ${bytes.byteLength} bytes` };
  }
  const at = random.int(bytes.byteLength);
  const bit = 1 << random.int(8);
  bytes[at] = (bytes[at] ?? 0) ^ bit;
  await writeFile(file, bytes);
  return { room, done: `bit ${bit} of byte ${at} of ${name} flipped` };
}

export type Fate = 'whole' | 'set aside' | 'lost' | 'broken';

/** What a server makes of each room. `lost` and `broken` must not be. */
export async function fates(
  folder: string,
): Promise<{ fates: Fate[]; details: string[]; troubles: string[] }> {
  const troubles: string[] = [];
  const details: string[] = [];
  const store = await FileStore.open(folder, { onTrouble: (message) => troubles.push(message) });
  try {
    const found: Fate[] = [];
    for (const id of ROOMS) found.push(await fateOf(store, id, details));
    return { fates: found, details, troubles };
  } finally {
    await store.close();
  }
}

async function fateOf(store: FileStore, id: string, details: string[]): Promise<Fate> {
  try {
    if (!(await store.readRoom(id))) {
      details.push(`${id} is unknown`);
      return 'lost';
    }
    const { snapshot, updates } = await store.loadDocument(id);
    const last = updates.at(-1)?.sequence ?? snapshot?.sequence ?? 0;
    if (last !== UPDATES) {
      details.push(`${id} has ${last} of ${UPDATES} changes`);
      return 'lost';
    }
    await store.appendUpdate(id, { sequence: UPDATES + 1, subject: 'ann00000', update: new Uint8Array([1]) });
    return 'whole';
  } catch (error) {
    details.push(`${id}: ${error instanceof Error ? `${error.message} ${error.cause ?? ''}` : error}`);
    return error instanceof DamagedRoomError ? 'set aside' : 'broken';
  }
}
