/** Keys of the embedded store. Room ids never contain `!`, so a prefix belongs to one room. */

/** Digits of a sequence number: keys sort as text, and a room never sees 10¹² changes. */
const SEQUENCE_DIGITS = 12;

export const PING = 'ping';
export const room = (id: string) => `room!${id}`;
export const visit = (id: string) => `visit!${id}`;
export const snapshot = (id: string) => `snapshot!${id}`;
export const picture = (id: string) => `picture!${id}`;
/** present when the room was set aside as damaged */
export const aside = (id: string) => `aside!${id}`;
export const update = (id: string, sequence: number) =>
  `update!${id}!${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`;

/** All updates of a room, or those up to and with `last`. */
export function updatesRange(id: string, last = 10 ** SEQUENCE_DIGITS - 1): { gte: string; lte: string } {
  return { gte: update(id, 0), lte: update(id, last) };
}

/** `"` is the character after `!`. */
export const visitsRange = () => ({ gt: 'visit!', lt: 'visit"' });
export const roomOfVisit = (key: string) => key.slice('visit!'.length);
