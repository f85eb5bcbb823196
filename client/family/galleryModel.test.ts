import { get } from 'svelte/store';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Relative } from '../../shared/family.ts';
import { ApiFailure } from '../api/apiFailure.ts';
import { GalleryModel } from './galleryModel.ts';

const relative = (room: string, portrait: number): Relative => ({
  room,
  title: room,
  by: null,
  version: 1,
  portrait,
  strokes: 1,
});

function setUp() {
  let rooms = [relative('ann', 1), relative('ben', 1)];
  let made = 0;
  let onPortrait = (_room: string) => {};
  const alive = new Set<string>();
  let waiting: (() => void)[] = [];
  const model = new GalleryModel(
    {
      list: async () => rooms,
      document: async () => Y.encodeStateAsUpdate(new Y.Doc()),
      portrait: async (room) => {
        onPortrait(room);
        return new Blob([room]);
      },
    },
    {
      set: (run) => {
        waiting.push(run);
        return run;
      },
      clear: (handle) => {
        waiting = waiting.filter((run) => run !== handle);
      },
    },
    {
      createObjectURL: () => {
        made += 1;
        alive.add(`blob:${made}`);
        return `blob:${made}`;
      },
      revokeObjectURL: (url) => void alive.delete(url),
    },
  );
  return {
    model,
    alive,
    shown: () => get(model.exhibits).map(({ url }) => url),
    become: (next: Relative[]) => (rooms = next),
    onPortrait: (run: typeof onPortrait) => (onPortrait = run),
    waiting: () => waiting.length,
    /** runs what waits for its time, as the look that it is */
    lookAgain: async () => {
      waiting = [];
      await model.start();
    },
  };
}

test('the addresses of portraits that are shown no more are given back, of those replaced and of rooms that left', async () => {
  const { model, alive, shown, become, lookAgain } = setUp();
  await model.start();
  expect(shown()).toEqual(['blob:1', 'blob:2']);
  become([relative('ann', 2), relative('ben', 1)]);
  await lookAgain();
  expect(shown()).toEqual(['blob:3', 'blob:2']);
  expect([...alive].sort()).toEqual(['blob:2', 'blob:3']);
  become([relative('ann', 2)]);
  await lookAgain();
  expect([...alive]).toEqual(['blob:3']);
});

test('an address is good as long as it is shown', async () => {
  const { model, alive, shown, become, onPortrait, lookAgain } = setUp();
  await model.start();
  const dead: unknown[] = [];
  const check = () => dead.push(...shown().filter((url) => !alive.has(url ?? '')));
  model.exhibits.subscribe(check);
  onPortrait(check);
  become([relative('ann', 2), relative('ben', 2)]);
  await lookAgain();
  expect(shown()).toEqual(['blob:3', 'blob:4']);
  expect(dead).toEqual([]);
});

test('a look that fails half way keeps what is shown, and nothing else', async () => {
  const { model, alive, shown, become, onPortrait, lookAgain } = setUp();
  await model.start();
  onPortrait((room) => {
    if (room === 'ben') throw new ApiFailure('unreachable', '');
  });
  become([relative('ann', 2), relative('ben', 2)]);
  await lookAgain();
  expect(get(model.failure)).toBe('unreachable');
  expect(shown()).toEqual(['blob:1', 'blob:2']);
  expect([...alive].sort()).toEqual(['blob:1', 'blob:2']);
});

test('a gallery that was closed looks no more and keeps no address, also where it was looking just then', async () => {
  const { model, alive, waiting } = setUp();
  await model.start();
  expect(waiting()).toBe(1);
  model.stop();
  expect(waiting()).toBe(0);
  expect(alive.size).toBe(0);
  await model.start();
  expect(waiting()).toBe(0);
  expect(alive.size).toBe(0);

  const other = setUp();
  await other.model.start();
  other.onPortrait((room) => {
    if (room === 'ben') other.model.stop();
  });
  other.become([relative('ann', 2), relative('ben', 2)]);
  await other.lookAgain();
  expect(other.alive.size).toBe(0);
  expect(other.waiting()).toBe(0);
});
