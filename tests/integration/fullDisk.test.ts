import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { FileStore } from '../../server/store/fileStore.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer } from '../support/testServer.ts';

let cleanUp: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo();
  cleanUp = [];
});

const WRITES = [
  'createRoom',
  'changeRoom',
  'touchRoom',
  'appendUpdate',
  'appendLog',
  'compact',
  'writePicture',
  'ping',
];

/** Every method that writes fails with ENOSPC while the disk is full. */
function onDiskThatFills(store: FileStore, writes = WRITES): { store: FileStore; full: boolean } {
  const disk = {
    full: false,
    store: new Proxy(store, {
      get(target, name) {
        const method = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => {
          if (disk.full && writes.includes(String(name))) {
            return Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
          }
          return Reflect.apply(method, target, args);
        };
      },
    }),
  };
  return disk;
}

test('D6 disk full: nothing is called stored, the server says so, the page keeps its strokes, and all is saved once there is room', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'limn-full-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  const disk = onDiskThatFills(await FileStore.open(folder));
  const server = await startTestServer({ store: disk.store });
  cleanUp.push(() => server.dispose());
  const room = await server.createRoom();
  const ann = await TestPerson.join(server, room);
  const ben = await TestPerson.join(server, room);
  cleanUp.push(
    () => ann.leave(),
    () => ben.leave(),
  );
  const before = ann.draw();
  await ann.saved();
  await eventually(() => ben.strokeIds.includes(before));

  disk.full = true;
  const storedBefore = ann.stored.length;
  const ids = [ann.draw(), ann.draw()];
  await eventually(() => ann.closeCodes.includes(4503));
  expect(ann.stored.slice(storedBefore)).toEqual([]);
  expect((await fetch(`${server.origin}/readyz`)).status).toBe(503);
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
  // The pages come back and still see what is stored; nothing unstored has reached anyone else.
  await eventually(() => ben.provider.wsUnsuccessfulReconnects === 0 && ben.provider.synced);
  expect(ben.strokeIds).toEqual([before]);
  expect(ann.strokeIds).toEqual([before, ...ids].sort());

  disk.full = false;
  await eventually(() => ben.strokeIds.length === 3);
  await ann.saved();
  expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
});

test('Q5 a log that cannot be written stops the session: nothing goes out that is not written down', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'limn-full-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  const disk = onDiskThatFills(await FileStore.open(folder), ['appendLog']);
  const server = await startTestServer({ store: disk.store });
  cleanUp.push(() => server.dispose());
  const room = await server.createRoom('witness');
  const operator = await TestPerson.join(server, room, { role: 'owner' });
  const witness = await TestPerson.join(server, room);
  cleanUp.push(
    () => operator.leave(),
    () => witness.leave(),
  );
  const before = witness.draw();
  await eventually(() => operator.strokeIds.includes(before));

  disk.full = true;
  const unwritten = witness.draw();
  await eventually(() => witness.closeCodes.includes(4503));
  expect(operator.strokeIds).toEqual([before]);

  disk.full = false;
  await eventually(() => operator.strokeIds.includes(unwritten));
});
