import * as Y from 'yjs';
import { MAX_NEW_CLIENTS_PER_UPDATE, MAX_YJS_CLIENTS } from '../../shared/limits.ts';
import { ROOM_ROOTS } from '../../shared/roomDocument.ts';
import type { Ledger } from '../rooms/ledger.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

/**
 * Highest clock of one Yjs client. lib0 cannot read numbers above 2⁵³ back, so one update with a
 * giant length would make the room unreadable for everyone; 2³¹ changes are out of reach for people.
 */
const MAX_CLOCK = 2 ** 31;
const MAX_CLIENT_ID = 2 ** 32;

/**
 * Looks at an update's raw structs before any document sees them.
 * @param maxStructs more are refused
 * @returns true when it adds anything, false when it only deletes or repeats
 * @throws UpdateRefusedError
 */
export function inspectUpdate(
  update: Uint8Array,
  subject: string,
  known: Y.Doc,
  ledger: Ledger,
  maxStructs: number,
): boolean {
  const structs = decode(update);
  if (structs.length > maxStructs) throw new UpdateRefusedError('too many changes in one update');
  const newClients = new Set<number>();
  const places = new Set<string>();
  let adds = false;
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (client >= MAX_CLIENT_ID || struct.length < 1 || clock + struct.length > MAX_CLOCK) {
      throw new UpdateRefusedError('clock out of range');
    }
    if (!(struct instanceof Y.Item)) throw new UpdateRefusedError('only map entries are allowed');
    inspectItem(struct);
    const place = placeOf(struct);
    if (places.has(place)) throw new UpdateRefusedError('one client put two values in the same place');
    places.add(place);
    const state = Y.getState(known.store, client);
    if (clock + struct.length <= state) continue;
    adds = true;
    const owner = ledger.ownerOf(client);
    if (owner !== null && owner !== subject) {
      throw new UpdateRefusedError('writes under the client id of another person');
    }
    if (state === 0) newClients.add(client);
    if (newClients.size > MAX_NEW_CLIENTS_PER_UPDATE) {
      throw new UpdateRefusedError('too many pages in one update');
    }
    if (newClients.size > 0 && known.store.clients.size + newClients.size > MAX_YJS_CLIENTS) {
      throw new UpdateRefusedError('too many pages have drawn in this room');
    }
  }
  return adds;
}

/**
 * Where in a map a client put a value. Its next value for that key stands to the right of this one, so
 * no page puts two there; Yjs compares each newcomer with all that stand in the same place.
 */
function placeOf({ id, origin, parent, parentSub }: Y.Item): string {
  return origin ? `${id.client} ${origin.client} ${origin.clock}` : `${id.client} ${parent} ${parentSub}`;
}

function decode(update: Uint8Array): (Y.Item | Y.GC | Y.Skip)[] {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    throw new UpdateRefusedError('not a Yjs update');
  }
  // Updates of the other format (V2) begin like an empty one of this.
  if (decoded.structs.length === 0 && decoded.ds.clients.size === 0) {
    throw new UpdateRefusedError('not a Yjs update of format V1');
  }
  return decoded.structs;
}

/** A room holds two flat maps of values: no lists, no nested types, no other roots. */
function inspectItem(item: Y.Item): void {
  const { content } = item;
  const isValue =
    content instanceof Y.ContentBinary ||
    content instanceof Y.ContentAny ||
    content instanceof Y.ContentDeleted;
  if (!isValue) throw new UpdateRefusedError('only plain values are allowed');
  if (item.rightOrigin !== null) throw new UpdateRefusedError('the roots are maps, not lists');
  // Without a parent of its own an item takes that of its neighbour, which was checked before.
  const parent = item.parent as unknown;
  if (parent === null) return;
  if (typeof parent !== 'string' || !ROOM_ROOTS.includes(parent)) {
    throw new UpdateRefusedError('unknown root');
  }
  if (item.parentSub === null) throw new UpdateRefusedError('the roots are maps, not lists');
}
