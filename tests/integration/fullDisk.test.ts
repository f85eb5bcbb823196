import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { RoomStore } from '../../server/rooms/roomStore.ts';
import { FileStore } from '../../server/store/fileStore.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer } from '../support/testServer.ts';

let cleanUp: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo();
  cleanUp = [];
});

/** Every method that writes fails with ENOSPC while the disk is full. */
function onDiskThatFills(store: RoomStore): { store: RoomStore; full: boolean } {
  const WRITES = ['createRoom', 'updateRoom', 'touchRoom', 'appendUpdate', 'compact', 'writePicture', 'ping'];
  const disk = {
    full: false,
    store: new Proxy(store, {
      get(target, name) {
        const method = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => {
          if (disk.full && WRITES.includes(String(name))) {
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
