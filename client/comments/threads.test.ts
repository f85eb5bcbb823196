import { get } from 'svelte/store';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { marksOf } from '../../shared/roomDocument.ts';
import { unreadIn } from './seenThreads.ts';
import { Threads } from './threads.ts';

const ann = { subject: 'ann00000', name: 'Ann' };
const ben = { subject: 'ben00000', name: 'Ben' };

test('M1 a comment and its replies are one thread, in order of writing', () => {
  const threads = new Threads(new Y.Doc());
  const id = threads.comment(ann, { x: 10.4, y: 600 }, ' Too low. ', 1);
  threads.reply(ann, id, 'second', 3);
  threads.reply(ben, id, 'first', 2);
  const [thread] = get(threads.all);
  expect(thread).toMatchObject({ name: 'Ann', text: 'Too low.', x: 10, y: 512, done: false });
  expect(thread?.replies.map(({ text }) => text)).toEqual(['first', 'second']);
});

test('M2 M3 a settled comment is told apart, one taken away leaves nothing', () => {
  const doc = new Y.Doc();
  const threads = new Threads(doc);
  const id = threads.comment(ann, { x: 1, y: 1 }, 'a', 1);
  threads.reply(ben, id, 'b', 2);
  threads.settle(id, true);
  expect(get(threads.all)[0]?.done).toBe(true);
  threads.remove(id);
  expect(marksOf(doc).size).toBe(0);
});

test('M5 what others wrote since one looked is unread, one’s own never', () => {
  const threads = new Threads(new Y.Doc());
  const id = threads.comment(ann, { x: 1, y: 1 }, 'a', 1);
  const unread = (seen: number, self: string) => unreadIn(get(threads.all)[0] as never, seen, self);
  expect(unread(0, ann.subject)).toBe(0);
  expect(unread(0, ben.subject)).toBe(1);
  threads.reply(ann, id, 'b', 5);
  threads.reply(ben, id, 'c', 6);
  expect(unread(1, ben.subject)).toBe(1);
  expect(unread(3, ben.subject)).toBe(0);
});
