import { z } from 'zod';
import { forget, recall, remember, type StringStore } from './storage.ts';

const schema = z.object({
  token: z.string(),
  name: z.string(),
  /** the person was taken out: another name on this device is no other person */
  kicked: z.boolean().optional(),
});
const keyOf = (roomId: string) => `limn.token.${roomId}`;

/**
 * The token held last in a room. Handing it in keeps a person's subject over a reload, and with it
 * the authorship of strokes drawn offline. Another name is another person (shared devices).
 */
export function recallToken(roomId: string, name: string, store?: StringStore | null): string | undefined {
  const held = recall(keyOf(roomId), schema, store);
  return held && (held.kicked || held.name === name) ? held.token : undefined;
}

export function rememberToken(roomId: string, name: string, token: string, store?: StringStore | null): void {
  remember(keyOf(roomId), { token, name }, store);
}

/** The server keeps this person out: whoever tries next from here hands in the same token. */
export function rememberKicked(roomId: string, store?: StringStore | null): void {
  const held = recall(keyOf(roomId), schema, store);
  if (held) remember(keyOf(roomId), { ...held, kicked: true }, store);
}

export function forgetToken(roomId: string, store?: StringStore | null): void {
  forget(keyOf(roomId), store);
}
