import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  MAX_NAMED_VERSIONS,
  MAX_VERSION_ACTS_PER_MINUTE,
  VERSION_INTERVAL_MS,
  VERSION_REST_MS,
} from '../../shared/limits.ts';
import { editsOf, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { cutKey, labelKey, moveKey } from '../../shared/strokeEdits.ts';
import type { VersionNews } from '../../shared/versions.ts';
import { linePoints, strokeBytes } from '../../tests/support/strokes.ts';
import { AddressLimiter } from '../limits/addressLimiter.ts';
import type { Room } from '../rooms/room.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { MemoryStore } from '../store/memoryStore.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { loadRoom, personOf } from '../testing/roomFixture.ts';
import { VERSION_ACT_RATE, VersionKeeper } from './versionKeeper.ts';

const ANN = personOf('ann00000');
const BEN = personOf('ben00000');

async function set(store = new MemoryStore()) {
  const clock = new ManualClock();
  const room = await loadRoom(store);
  room.members.join(ANN, () => {});
  const news: VersionNews[] = [];
  const troubles: unknown[] = [];
  const keeper = new VersionKeeper(room, {
    store,
    clock,
    understood: () => new Map([...'ab'].map((name) => [`stroke-${name}`, 'hair'] as const)),
    acts: new AddressLimiter(VERSION_ACT_RATE, clock.now),
    onNews: (event) => news.push(event),
    onTrouble: (error) => troubles.push(error),
  });
  await keeper.list();
  return { clock, room, keeper, news, troubles, store };
}

/** Changes the document as a person's page does. */
function change(room: Room, run: (doc: Y.Doc) => void, subject = ANN.subject): void {
  const page = new Y.Doc();
  Y.applyUpdate(page, Y.encodeStateAsUpdate(room.doc));
  const updates: Uint8Array[] = [];
  page.on('update', (update: Uint8Array) => updates.push(update));
  run(page);
  for (const update of updates) room.accept(update, subject, null);
}

const draw = (room: Room, ...ids: string[]) =>
  change(room, (doc) => {
    for (const id of ids) doc.transact(() => strokesOf(doc).set(id, strokeBytes(ANN.subject)));
  });
const erase = (room: Room, ids: string[]) =>
  change(room, (doc) =>
    doc.transact(() => {
      for (const id of ids) strokesOf(doc).delete(id);
    }),
  );
const idsOf = (room: Room) => [...strokesOf(room.doc).keys()].sort();
const idsIn = (state: Uint8Array) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  return [...strokesOf(doc).keys()].sort();
};
const portraitOf = (version: number): Picture => ({
  stamp: {
    version,
    stateVector: new Uint8Array(),
    tailSeq: 0,
    final: true,
    engine: 'fake',
    modelVersion: 'fake-1',
    size: 512,
    mime: 'image/webp',
    timings: {},
  },
  image: new Uint8Array([version]),
});

test('V1 a rest after changes keeps a version with its portrait and those who changed it', async () => {
  const { clock, room, keeper, news } = await set();
  draw(room, 'stroke-a', 'stroke-b');
  keeper.portraitShown(portraitOf(2));
  clock.advance(VERSION_REST_MS * 2);
  const [head, ...others] = await keeper.list();
  expect(others).toEqual([]);
  expect(head).toMatchObject({ reason: 'rest', name: null, by: null, strokes: 2, version: 2, portraitOf: 2 });
  expect(head?.people.map(({ name }) => name)).toEqual([ANN.name]);
  const record = await keeper.read(head?.id ?? '');
  expect(idsIn(record.state)).toEqual(['stroke-a', 'stroke-b']);
  expect(record.portrait?.image).toEqual(new Uint8Array([2]));
  expect(news).toEqual([{ put: [head], gone: [] }]);
});

test('V1 an empty drawing, and one that did not change, are not kept', async () => {
  const { clock, room, keeper } = await set();
  draw(room, 'stroke-a');
  erase(room, ['stroke-a']);
  clock.advance(VERSION_INTERVAL_MS * 3);
  expect(await keeper.list()).toEqual([]);
});

test('V2 what is cleared is kept before, in one version however many changes the clear is', async () => {
  const { room, keeper } = await set();
  const ids = Array.from({ length: 12 }, (_, i) => `stroke-${i}`);
  draw(room, ...ids);
  erase(room, ids.slice(0, 6));
  erase(room, ids.slice(6));
  const heads = await keeper.list();
  expect(heads.map(({ reason, strokes }) => [reason, strokes])).toEqual([['erasure', 12]]);
});

test('V2 one stroke under the eraser, and a change of many settings, are no reason for a version', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a', 'stroke-b', 'stroke-c');
  for (const value of [0.1, 0.2]) {
    change(room, (doc) =>
      doc.transact(() => {
        for (const part of ['leftEye', 'rightEye', 'nose', 'mouth', 'remainder']) {
          settingsMapOf(doc).set(`refine.${part}`, value);
        }
      }),
    );
  }
  erase(room, ['stroke-a']);
  expect(await keeper.list()).toEqual([]);
});

test('V2 drawing and clearing in turn does not fill the disk', async () => {
  const { room, keeper } = await set();
  for (let i = 0; i < 40; i++) {
    draw(room, `stroke-${i}-a`, `stroke-${i}-b`);
    erase(room, [`stroke-${i}-a`, `stroke-${i}-b`]);
  }
  expect((await keeper.list()).length).toBeLessThanOrEqual(5);
});

test('V3 restoring brings back strokes and settings, keeps what was there, and can be undone by restoring', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a', 'stroke-b');
  change(room, (doc) => settingsMapOf(doc).set('refine.nose', 0.25));
  const first = await keeper.keep({ name: 'two strokes' }, ANN);
  const bytes = strokesOf(room.doc).get('stroke-a');
  erase(room, ['stroke-a']);
  draw(room, 'stroke-c');
  change(room, (doc) => settingsMapOf(doc).set('refine.nose', 0.75));

  await keeper.restore(first.id, BEN);
  expect(idsOf(room)).toEqual(['stroke-a', 'stroke-b']);
  expect(strokesOf(room.doc).get('stroke-a')).toEqual(bytes);
  expect(settingsMapOf(room.doc).get('refine.nose')).toBe(0.25);

  const [, before] = await keeper.list();
  expect(before).toMatchObject({ reason: 'restore', strokes: 2, by: { subject: BEN.subject } });
  await keeper.restore(before?.id ?? '', ANN);
  expect(idsOf(room)).toEqual(['stroke-b', 'stroke-c']);
  expect(settingsMapOf(room.doc).get('refine.nose')).toBe(0.75);
});

test('V3 S2 restoring puts strokes back where they lay, whole as they were', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a', 'stroke-b');
  const [moved, cut] = [moveKey('stroke-a', ANN.subject), cutKey('stroke-a', BEN.subject)];
  change(room, (doc) => editsOf(doc).set(moved, [1, 0, 0, 1, 5, 5, 1]));
  const { id } = await keeper.keep({ name: 'moved' }, ANN);
  change(room, (doc) => editsOf(doc).set(moved, [1, 0, 0, 1, 99, 5, 2]));
  change(room, (doc) => editsOf(doc).set(cut, [0, 50]), BEN.subject);
  await keeper.restore(id, ANN);
  expect([...editsOf(room.doc)]).toEqual([[moved, [1, 0, 0, 1, 5, 5, 1]]]);
  const [, before] = await keeper.list();
  await keeper.restore(before?.id ?? '', ANN);
  expect(Object.fromEntries(editsOf(room.doc))).toEqual({ [moved]: [1, 0, 0, 1, 99, 5, 2], [cut]: [0, 50] });
});

test('R10 V3 restoring moves nothing into a locked part, nor out of it', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a', 'stroke-b');
  const { id } = await keeper.keep({ name: 'before' }, ANN);
  // from the middle of the sheet into the mouth
  const intoMouth = [0.2, 0, 0, 1, 200, 300, 1];
  change(room, (doc) => editsOf(doc).set(moveKey('stroke-a', ANN.subject), intoMouth));
  change(room, (doc) => editsOf(doc).set(moveKey('stroke-b', ANN.subject), [1, 0, 0, 1, 3, 3, 1]));
  change(room, (doc) => settingsMapOf(doc).set('lock.mouth', true));
  await keeper.restore(id, ANN);
  expect([...editsOf(room.doc)]).toEqual([[moveKey('stroke-a', ANN.subject), intoMouth]]);
});

test('V3 restoring is one change like others: counted, stored, relayed', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a');
  const { id } = await keeper.keep({ name: 'one' }, ANN);
  draw(room, 'stroke-b');
  const stored: number[] = [];
  room.on('stored', ({ version }) => stored.push(version));
  const { version } = room;
  await keeper.restore(id, ANN);
  await room.flush();
  expect(room.version).toBe(version + 1);
  expect(stored).toContain(version + 1);
});

test('V3 restoring the state that is there changes nothing', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a');
  const { id } = await keeper.keep({ name: 'one' }, ANN);
  const { version } = room;
  await keeper.restore(id, ANN);
  expect(room.version).toBe(version);
  expect(await keeper.list()).toHaveLength(1);
});

test('R10 V3 restoring leaves locked parts as they are for who may not draw in them, and never moves a lock', async () => {
  const { room, keeper } = await set();
  const points = linePoints().map((point) => ({ ...point, x: 200 + point.x / 5, y: 400 }));
  const mouth = encodeStroke({ author: ANN.subject, tool: 'pen', width: 3, startedAt: 1, points });
  change(room, (doc) => strokesOf(doc).set('stroke-mouth', mouth));
  draw(room, 'stroke-other');
  const { id } = await keeper.keep({ name: 'before' }, ANN);
  erase(room, ['stroke-mouth']);
  erase(room, ['stroke-other']);
  change(room, (doc) => settingsMapOf(doc).set('lock.mouth', true));
  await keeper.restore(id, ANN);
  expect(idsOf(room)).toEqual(['stroke-other']);
  await keeper.restore(id, personOf('owner000', 'owner'));
  expect(idsOf(room)).toEqual(['stroke-mouth', 'stroke-other']);
  expect(settingsMapOf(room.doc).get('lock.mouth')).toBe(true);
});

test('V4 a name is kept with who gave it; at most so many are', async () => {
  const { clock, room, keeper } = await set();
  draw(room, 'stroke-a');
  for (let i = 0; i < MAX_NAMED_VERSIONS; i++) {
    await keeper.keep({ name: `name ${i}` }, BEN);
    clock.advance(60_000);
  }
  expect((await keeper.list()).at(-1)).toMatchObject({ reason: 'wish', by: { name: BEN.name } });
  await expect(keeper.keep({ name: 'one more' }, BEN)).rejects.toThrow(/named versions/);
  const [first] = await keeper.list();
  await keeper.remove(first?.id ?? '');
  await keeper.keep({ name: 'one more' }, BEN);
});

test('V4 an automatic version can be named later', async () => {
  const { clock, room, keeper, news } = await set();
  draw(room, 'stroke-a');
  clock.advance(VERSION_REST_MS * 2);
  const [head] = await keeper.list();
  await keeper.rename(head?.id ?? '', 'the first line');
  expect(news.at(-1)?.put).toMatchObject([{ id: head?.id, name: 'the first line', reason: 'rest' }]);
});

test('V5 so many acts a minute in one room, not more', async () => {
  const { clock, room, keeper } = await set();
  draw(room, 'stroke-a');
  const { id } = await keeper.keep({ name: 'one' }, ANN);
  for (let i = 1; i < MAX_VERSION_ACTS_PER_MINUTE; i++) await keeper.restore(id, ANN);
  await expect(keeper.restore(id, ANN)).rejects.toMatchObject({ reason: 'rate-limited' });
  clock.advance(60_000);
  await keeper.restore(id, ANN);
});

test('a portrait that comes after its version joins it', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a');
  const { id, portraitOf: none } = await keeper.keep({ name: 'fast' }, ANN);
  expect(none).toBeNull();
  keeper.portraitShown(portraitOf(room.version));
  const [head] = await keeper.list();
  expect(head).toMatchObject({ id, portraitOf: room.version });
  expect((await keeper.read(id)).portrait?.image).toEqual(new Uint8Array([room.version]));
});

test('V7 a version that cannot be written is not in the list', async () => {
  const store = new MemoryStore();
  const { clock, room, keeper, troubles, news } = await set(store);
  store.writeVersion = () => Promise.reject(new Error('the disk is full'));
  draw(room, 'stroke-a');
  clock.advance(VERSION_REST_MS * 2);
  await expect(keeper.keep({ name: 'one' }, ANN)).rejects.toThrow('full');
  expect(await keeper.list()).toEqual([]);
  expect(troubles).toHaveLength(1);
  expect(news).toEqual([]);
});

test('import keeps the state before it once', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a');
  const first = await keeper.keep({ before: 'import' }, ANN);
  expect(first).toMatchObject({ reason: 'import', name: null });
  expect(await keeper.keep({ before: 'import' }, ANN)).toEqual(first);
});

test('T9 a version says what was drawn since the one before, erased strokes left out', async () => {
  const { room, keeper } = await set();
  draw(room, 'stroke-a', 'stroke-b', 'stroke-c', 'stroke-d');
  change(room, (doc) => editsOf(doc).set(labelKey('stroke-c', ANN.subject), ['nose', 1]));
  erase(room, ['stroke-b']);
  await keeper.keep({ name: 'begun' }, ANN);
  draw(room, 'stroke-e');
  change(room, (doc) => editsOf(doc).set(labelKey('stroke-e', ANN.subject), ['hat', 1]));
  await keeper.keep({ name: 'with a hat' }, ANN);
  expect((await keeper.list()).map(({ drawn }) => drawn)).toEqual([['hair', 'nose'], ['hat']]);
});
