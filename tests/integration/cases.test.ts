import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCase } from '../../server/cases/verifyCase.ts';
import { sha256 } from '../../server/sessionLog/chain.ts';
import { caseKeySchema, caseReviewSchema } from '../../shared/cases.ts';
import { askCase, heldSession, unpack } from '../support/caseBundle.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let server: TestServer;
let held: Awaited<ReturnType<typeof heldSession>>;

beforeAll(async () => {
  server = await startTestServer();
  held = await heldSession(server);
});
afterAll(() => server.dispose());

test('Q7 a bundle holds drawing, versions, pictures, log, model card, checksums and a signature, and everything fits', async () => {
  const { manifest, entries, session, strokes, files } = await verifyCase(
    held.bundle,
    server.server.publicKey,
  );
  expect(
    [...files.keys()].map((path) =>
      path.replace(/[^/.]*\.(?=json|webp)/, (name) => (path.includes('/') ? '' : name)),
    ),
  ).toEqual(
    expect.arrayContaining([
      'README.txt',
      'session.log',
      'drawing.json',
      'versions/json',
      'pictures/webp',
      'MODEL_CARD.md',
    ]),
  );
  expect(manifest).toMatchObject({ room: held.roomId, kind: 'witness', model: { version: 'fake-1' } });
  expect(manifest.closedAt).not.toBeNull();
  expect(strokes).toHaveLength(1);
  expect([...session.witnesses]).toEqual(['Will']);
  const told = entries.map(({ what }) => what);
  for (const what of [
    'opened',
    'joined',
    'drew',
    'erased',
    'edited',
    'guide',
    'set',
    'shown',
    'versions',
    'closed',
    'exported',
  ] as const) {
    expect(told).toContain(what);
  }
  expect(entries.filter((entry) => entry.what === 'guide')).toMatchObject([{ on: true }]);
});

test('Q7 a bundle of a session that goes on fits too, and so does one after a restart', async () => {
  const room = await server.createRoom('witness');
  const operator = await TestPerson.join(server, room, { role: 'owner' });
  operator.draw();
  const { token } = operator.grant;
  const open = Buffer.from(await (await askCase(server, room.roomId, token, 'case')).arrayBuffer());
  expect((await verifyCase(open)).manifest.closedAt).toBeNull();
  await server.restart();
  await eventually(() => operator.provider.synced && operator.live.connected);
  operator.draw({ y: 300 });
  await operator.saved();
  const later = Buffer.from(await (await askCase(server, room.roomId, token, 'case')).arrayBuffer());
  const { entries, strokes } = await verifyCase(later, server.server.publicKey);
  expect(strokes).toHaveLength(2);
  expect(entries.some(({ what }) => what === 'resumed')).toBe(true);
  operator.leave();
});

test('Q7 only the operator closes a session and takes its bundle; other kinds have none', async () => {
  const room = await server.createRoom('witness');
  const free = await server.createRoom('team');
  const tokens = await Promise.all([
    server.grant(room, 'editor'),
    server.grant(room, 'viewer'),
    server.grant(free, 'owner'),
  ]);
  for (const [i, { token }] of tokens.entries()) {
    const { roomId } = i < 2 ? room : free;
    for (const what of ['case', 'close'] as const)
      expect((await askCase(server, roomId, token, what)).status).toBe(403);
  }
  expect(
    (await askCase(server, room.roomId, (await server.grant(room, 'owner')).token, 'close')).status,
  ).toBe(204);
});

test('Q4 in a closed session people look on: their token says so, and their strokes are refused', async () => {
  const room = await server.createRoom('witness');
  const operator = await TestPerson.join(server, room, { role: 'owner' });
  const witness = await TestPerson.join(server, room);
  const stroke = witness.draw();
  await eventually(() => operator.strokeIds.includes(stroke));
  await askCase(server, room.roomId, operator.grant.token, 'close');
  await eventually(() => witness.closeCodes.includes(4401));
  expect(await server.grant(room, 'editor')).toMatchObject({ role: 'witness', closed: true });
  const late = await TestPerson.join(server, room);
  expect(late.strokeIds).toEqual([stroke]);
  late.draw();
  await eventually(() => late.closeCodes.includes(4422));
  const restored = await askCase(server, room.roomId, operator.grant.token, 'versions', { name: 'too late' });
  expect(restored.status).toBe(403);
  for (const person of [operator, witness, late]) person.leave();
});

test('Q6 the server tells its public key, and reviews a bundle without keeping it', async () => {
  const { publicKey } = caseKeySchema.parse(await (await fetch(`${server.origin}/api/cases/key`)).json());
  expect(publicKey).toBe(server.server.publicKey);
  const review = async (bundle: Buffer) => {
    const answer = await fetch(`${server.origin}/api/cases/review`, {
      method: 'POST',
      body: new Uint8Array(bundle),
    });
    return caseReviewSchema.parse(await answer.json());
  };
  expect(await review(held.bundle)).toMatchObject({ fits: true, ours: true, room: held.roomId });
  expect(await review(Buffer.from('no zip'))).toMatchObject({ fits: false });
});

test('Q8 the command checks a bundle without a server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'limn-case-'));
  const file = join(folder, 'case.zip');
  await writeFile(file, held.bundle);
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'server/cases/verifyCommand.ts', ...args], {
      cwd: ROOT,
    });
  const { stdout } = await run(file, '--key', server.server.publicKey);
  expect(stdout).toMatch(/^Everything fits: room /);
  await expect(run(file, '--key', 'A'.repeat(43))).rejects.toMatchObject({ code: 1, stderr: /another key/ });
  await expect(run(join(folder, 'none.zip'))).rejects.toMatchObject({ code: 2, stderr: /no such file/ });
  await expect(run()).rejects.toMatchObject({ code: 2, stderr: /usage/ });
  await rm(folder, { recursive: true });
});

test('Q7 what people saw is in the bundle by its digest', async () => {
  const files = await unpack(held.bundle);
  const pictures = [...files.keys()].filter((path) => path.startsWith('pictures/'));
  expect(pictures.length).toBeGreaterThan(0);
  for (const path of pictures) {
    expect(path).toContain(`pictures/${sha256(files.get(path) ?? Buffer.alloc(0)).slice(0, 16)}`);
  }
});
