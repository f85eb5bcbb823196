import { expect, test } from 'vitest';
import { GroupCommit } from './groupCommit.ts';

/** A disk whose writes end when the test says so. */
function manualDisk() {
  const writes: { operations: number[]; done: () => void; fail: (error: Error) => void }[] = [];
  const commit = new GroupCommit<number>(
    (operations) =>
      new Promise((done, fail) => {
        writes.push({ operations, done, fail });
      }),
  );
  return { writes, commit };
}

test('D1 a write resolves when its own group is on disk, and what came meanwhile is one group', async () => {
  const { writes, commit } = manualDisk();
  const order: string[] = [];
  const note = (name: string) => () => order.push(name);
  const first = commit.add([1]).then(note('first'));
  const others = [commit.add([2]).then(note('second')), commit.add([3, 4]).then(note('third'))];
  expect(writes.map(({ operations }) => operations)).toEqual([[1]]);
  expect(order).toEqual([]);
  writes[0]?.done();
  await first;
  expect(writes[1]?.operations).toEqual([2, 3, 4]);
  expect(order).toEqual(['first']);
  writes[1]?.done();
  await Promise.all(others);
  expect(order).toEqual(['first', 'second', 'third']);
  await commit.settled();
});

test('D6 a group that failed rejects, and later groups are written', async () => {
  const { writes, commit } = manualDisk();
  const first = commit.add([1]);
  const second = commit.add([2]);
  writes[0]?.fail(new Error('no space'));
  await expect(first).rejects.toThrow('no space');
  writes[1]?.done();
  await second;
});
