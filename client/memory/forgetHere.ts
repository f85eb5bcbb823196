import { rememberSeen } from '../comments/seenThreads.ts';
import { offlineName } from '../document/offlineName.ts';
import type { RoomLink } from '../links/roomLink.ts';
import { forgetRoom } from './rememberedRooms.ts';
import { rememberRefused } from './rememberedStrokes.ts';
import { forgetToken } from './rememberedToken.ts';

/** Leaves no trace of a room on this device: its links, who one was there, the offline copy. */
export function forgetHere(link: RoomLink): void {
  forgetRoom(link);
  forgetToken(link.roomId);
  rememberRefused(link.roomId, []);
  rememberSeen(link.roomId, {});
  try {
    indexedDB.deleteDatabase(offlineName(link.roomId));
  } catch {
    // a browser without IndexedDB kept no copy
  }
}
