import { z } from 'zod';
import { forget, recall, remember, type StringStore } from '../memory/storage.ts';
import type { Message, Thread } from './threads.ts';

/** Thread id → how many of its messages were there when this device last showed it. */
export type Seen = Record<string, number>;

const schema = z.record(z.string(), z.number());
const keyOf = (roomId: string) => `limn.seen.${roomId}`;

export function recallSeen(roomId: string, store?: StringStore | null): Seen {
  return recall(keyOf(roomId), schema, store) ?? {};
}

export function rememberSeen(roomId: string, seen: Seen, store?: StringStore | null): void {
  if (Object.keys(seen).length > 0) remember(keyOf(roomId), seen, store);
  else forget(keyOf(roomId), store);
}

export const messagesOf = (thread: Thread): Message[] => [thread, ...thread.replies];

/** Messages of others that this person has not seen. @param seen messages that were there then */
export function unreadIn(thread: Thread, seen: number, self: string): number {
  return messagesOf(thread)
    .slice(seen)
    .filter(({ author }) => author !== self).length;
}
