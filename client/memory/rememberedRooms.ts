import { z } from 'zod';
import { roomIdSchema, secretSchema } from '../../shared/ids.ts';
import { roomKindSchema } from '../../shared/roomKinds.ts';
import type { RoomLink } from '../links/roomLink.ts';
import { recall, remember, type StringStore } from './storage.ts';

const KEY = 'limn.rooms';
/** Rooms remembered on a device: what fits the home page without a scroll bar. */
const MAX_ROOMS = 8;

const roomSchema = z.object({
  roomId: roomIdSchema,
  letter: z.enum(['o', 'e', 'v']),
  secret: secretSchema,
  /** rooms remembered before there were kinds are free ones */
  kind: roomKindSchema.default('free'),
  /** the links that an owner may hand on; only the device that made the room knows them */
  shared: z.object({ editor: secretSchema, viewer: secretSchema }).optional(),
  /** ms since the Unix epoch */
  visitedAt: z.number(),
});

export type RememberedRoom = z.infer<typeof roomSchema>;

/** Rooms visited from this device, the latest first. */
export function recallRooms(store?: StringStore): RememberedRoom[] {
  return recall(KEY, z.array(roomSchema), store) ?? [];
}

export function recallRoom(link: RoomLink, store?: StringStore): RememberedRoom | null {
  return recallRooms(store).find((room) => sameLink(room, link)) ?? null;
}

/** Puts a room in front; what was known of its other links stays known. */
export function rememberRoom(room: RememberedRoom, store?: StringStore): void {
  const rooms = recallRooms(store);
  const known = rooms.find((other) => sameLink(other, room));
  const others = rooms.filter((other) => other !== known);
  const shared = room.shared ?? known?.shared;
  remember(KEY, [{ ...room, ...(shared && { shared }) }, ...others].slice(0, MAX_ROOMS), store);
}

export function forgetRoom(link: RoomLink, store?: StringStore): void {
  remember(
    KEY,
    recallRooms(store).filter((room) => !sameLink(room, link)),
    store,
  );
}

function sameLink(a: RoomLink, b: RoomLink): boolean {
  return a.roomId === b.roomId && a.secret === b.secret;
}
