import { toBase64UrlEncoded } from 'lib0/buffer';

/** Bytes of randomness: 96 bits never meet by chance. */
const ID_BYTES = 12;

type RandomValues = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/**
 * A new stroke's id. `crypto.randomUUID` is absent on plain-http pages (a school's network);
 * `getRandomValues` is there everywhere.
 */
export function newStrokeId(random: RandomValues = (bytes) => crypto.getRandomValues(bytes)): string {
  return toBase64UrlEncoded(random(new Uint8Array(ID_BYTES)));
}
