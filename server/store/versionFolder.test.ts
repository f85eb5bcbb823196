import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VersionRecord } from '../versions/versionStore.ts';
import { type DamagedVersion, VersionFolder } from './versionFolder.ts';

const IDS = ['version-aaaaaaaa', 'version-bbbbbbbb', 'version-cccccccc'] as const;
let room: string;
let damaged: DamagedVersion[];
let folder: VersionFolder;

const record = (id: string): VersionRecord => ({
  head: {
    id,
    at: IDS.indexOf(id as (typeof IDS)[number]) + 1,
    reason: 'rest',
    name: null,
    by: null,
    people: [],
    version: 1,
    strokes: 1,
    bytes: 0,
    portraitOf: null,
  },
  state: new Uint8Array(5_000).fill(7),
  portrait: null,
});

beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'limn-versions-'));
  damaged = [];
  folder = new VersionFolder(room, (version) => damaged.push(version));
  for (const id of IDS) await folder.write(record(id));
});

afterEach(() => rm(room, { recursive: true, force: true }));

const file = (id: string) => join(room, 'versions', `${id}.version`);

test('V8 whatever byte of a version is flipped, it alone is set aside and its file stays', async () => {
  const [, id] = IDS;
  const whole = await readFile(file(id));
  // both frames' headers, checksums and contents
  for (let at = 0; at < whole.byteLength; at += at < 240 ? 5 : 397) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 16;
    await writeFile(file(id), bytes);
    damaged.length = 0;
    await folder.list();
    expect(await folder.read(id), `byte ${at}`).toBeNull();
    expect(damaged.map((version) => version.id)).toEqual([id]);
    expect((await folder.list()).map((head) => head.id)).toEqual([IDS[0], IDS[2]]);
    expect(await readFile(join(room, 'versions', `${id}.damaged`))).toEqual(bytes);
    await writeFile(file(id), whole);
  }
});

test('V8 a version cut short is set aside alone, wherever it was cut', async () => {
  const [, id] = IDS;
  const { size } = await stat(file(id));
  const whole = await readFile(file(id));
  for (const length of [0, 3, 8, 60, 200, size - 1]) {
    await writeFile(file(id), whole);
    await truncate(file(id), length);
    expect(await folder.read(id), `${length} bytes`).toBeNull();
    expect(await folder.read(IDS[0])).not.toBeNull();
  }
});

test('V8 what a crash left of a write in progress is not taken for a version', async () => {
  await writeFile(join(room, 'versions', `${IDS[0]}.version.7.next`), 'half');
  expect((await folder.list()).map((head) => head.id)).toEqual([...IDS]);
});

test('D9 a version that comes late does not bring a deleted room back', async () => {
  await rm(room, { recursive: true });
  await expect(folder.write(record(IDS[0]))).rejects.toThrow('ENOENT');
  await mkdir(room);
  expect(await readdir(room)).toEqual([]);
});
