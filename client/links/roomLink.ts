import { roomIdSchema, secretSchema } from '../../shared/ids.ts';

/** First letter of a link's fragment; only a hint for the page: the server decides the role. */
export type RoleLetter = 'o' | 'e' | 'v';

/** What a link to a room carries: `/r/ROOM#e.SECRET`. The fragment never reaches a server's log. */
export interface RoomLink {
  roomId: string;
  letter: RoleLetter;
  secret: string;
}

export type Route =
  | { page: 'home' }
  | { page: 'case' }
  | { page: 'room' | 'gallery'; link: RoomLink }
  | { page: 'bad-link' };

/** The page that an address asks for. */
export function routeOf(address: { pathname: string; hash: string }): Route {
  if (address.pathname === '/case') return { page: 'case' };
  const [, place, id = ''] = address.pathname.split('/');
  if (place !== 'r' && place !== 'g') return { page: 'home' };
  const link = linkOf(`/r/${id}`, address.hash);
  return link ? { page: place === 'r' ? 'room' : 'gallery', link } : { page: 'bad-link' };
}

/** Path and fragment of a link; put an origin in front to share it. */
export function pathOfLink(link: RoomLink): string {
  return `/r/${link.roomId}#${link.letter}.${link.secret}`;
}

/** Reads what a person pasted: a whole link or its path, with whatever host a messenger wrote. */
export function parsePastedLink(text: string): RoomLink | null {
  const match = /\/r\/[^#\s]*#\S*/.exec(text);
  if (!match) return null;
  const [path = '', hash = ''] = match[0].split('#');
  return linkOf(path, `#${hash}`);
}

function linkOf(pathname: string, hash: string): RoomLink | null {
  const roomId = roomIdSchema.safeParse(pathname.slice('/r/'.length).replace(/\/$/, ''));
  const [letter, secretText] = hash.slice(1).split('.');
  const secret = secretSchema.safeParse(secretText);
  if (!roomId.success || !secret.success || !isRoleLetter(letter)) return null;
  return { roomId: roomId.data, letter, secret: secret.data };
}

function isRoleLetter(letter: string | undefined): letter is RoleLetter {
  return letter === 'o' || letter === 'e' || letter === 'v';
}
