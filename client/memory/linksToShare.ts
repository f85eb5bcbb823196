import type { RoleLetter, RoomLink } from '../links/roomLink.ts';
import { recallRoom } from './rememberedRooms.ts';

/** The device that made the room knows its other links; everyone else hands on their own. */
export function linksToShare(own: RoomLink): { editor?: RoomLink; viewer?: RoomLink } {
  const link = (letter: RoleLetter, secret: string) => ({ roomId: own.roomId, letter, secret });
  const shared = recallRoom(own)?.shared;
  if (shared) return { editor: link('e', shared.editor), viewer: link('v', shared.viewer) };
  if (own.letter === 'e') return { editor: link('e', own.secret) };
  return own.letter === 'v' ? { viewer: link('v', own.secret) } : {};
}
