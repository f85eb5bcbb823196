import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CreatedRoom } from '../../shared/api.ts';
import { LINKS, type LinkName } from '../../shared/roles.ts';
import type { RoomRecord } from './roomStore.ts';

/** `length` bytes from a CSPRNG. */
export type RandomBytes = (length: number) => Uint8Array;
export const systemRandom: RandomBytes = randomBytes;

/** Bytes of a room id: 16 characters, too many to guess, short enough for a QR code. */
const ROOM_ID_BYTES = 12;
/** Bytes of a link secret: 192 random bits. */
const SECRET_BYTES = 24;
const SUBJECT_BYTES = 9;

export const newRoomId = (random: RandomBytes) => base64url(random(ROOM_ID_BYTES));
const newSecret = (random: RandomBytes) => base64url(random(SECRET_BYTES));
export const newSubject = (random: RandomBytes) => base64url(random(SUBJECT_BYTES));

/** The secrets of a room's links, and what is kept of them. */
export function newSecrets(
  random: RandomBytes,
): Pick<CreatedRoom, 'secrets'> & Pick<RoomRecord, 'secretHashes'> {
  const secrets = { owner: newSecret(random), editor: newSecret(random), viewer: newSecret(random) };
  const secretHashes = {
    owner: hashSecret(secrets.owner),
    editor: hashSecret(secrets.editor),
    viewer: hashSecret(secrets.viewer),
  };
  return { secrets, secretHashes };
}

/** SHA-256 in hex. A secret is 192 random bits, so a slow password hash would add nothing. */
function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The link that a secret belongs to, or null. Compares in constant time. */
export function linkOfSecret(secret: string, hashes: Record<LinkName, string>): LinkName | null {
  const given = Buffer.from(hashSecret(secret), 'hex');
  let found: LinkName | null = null;
  for (const link of LINKS) {
    if (timingSafeEqual(given, Buffer.from(hashes[link], 'hex'))) found = link;
  }
  return found;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
