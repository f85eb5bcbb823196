import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LineStore } from './lineStore.ts';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'limn-lines-'));
  file = path.join(dir, 'new', 'store.txt');
});
afterEach(() => rm(dir, { recursive: true }));

test('what was added is there when the file is opened again', async () => {
  const store = await LineStore.open(file);
  await store.add('a', '{"x": 1}');
  await store.add('b', 'two words');
  expect([...(await LineStore.open(file))]).toEqual([
    ['a', '{"x": 1}'],
    ['b', 'two words'],
  ]);
});

test('a line that was cut off is forgotten and the next one stands whole', async () => {
  await (await LineStore.open(file)).add('a', '1');
  await appendFile(file, 'b half of it');
  const store = await LineStore.open(file);
  expect([...store]).toEqual([['a', '1']]);
  await store.add('c', '3');
  const again = await LineStore.open(file);
  expect([again.get('a'), again.get('c')]).toEqual(['1', '3']);
});
