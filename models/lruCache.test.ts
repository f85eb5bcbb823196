import { expect, test } from 'vitest';
import { LruCache } from './lruCache.ts';

test('LruCache forgets the entry longest unused', () => {
  const cache = new LruCache<string, number>(2);
  let made = 0;
  const get = (key: string) => cache.getOrMake(key, () => ++made);
  get('a');
  get('b');
  get('a');
  get('c');
  expect(get('a')).toBe(1);
  expect(get('b')).toBe(4);
  expect(cache.size).toBe(2);
});
