import type { z } from 'zod';
import { type RoomKind, traitsOf } from '../../shared/roomKinds.ts';

/** The part of `localStorage` that is needed; tests hand in a Map-backed one. */
export type StringStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Reads a remembered value; null where there is none, it has another shape, or storage is closed. */
export function recall<T>(
  key: string,
  schema: z.ZodType<T>,
  store: StringStore | null = browserStore(),
): T | null {
  try {
    const text = store?.getItem(key);
    if (!text) return null;
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Remembers a value. Returns false where the browser keeps nothing (private mode, full, forbidden). */
export function remember(key: string, value: unknown, store: StringStore | null = browserStore()): boolean {
  try {
    store?.setItem(key, JSON.stringify(value));
    return store !== null;
  } catch {
    return false;
  }
}

export function forget(key: string, store: StringStore | null = browserStore()): void {
  try {
    store?.removeItem(key);
  } catch {
    // nothing was kept, so nothing is left
  }
}

/** A store that ends with the tab; null where the browser has none. */
function tabStore(): StringStore | null {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}

/** Where a room's token and refused strokes are remembered: what a witness did ends with the tab. */
export function storeFor(kind: RoomKind): StringStore | null {
  return traitsOf(kind).keptInBrowser ? browserStore() : tabStore();
}

function browserStore(): StringStore | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
