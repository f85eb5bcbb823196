import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCase } from '../../server/cases/verifyCase.ts';
import { caseReviewSchema } from '../../shared/cases.ts';
import { askCase, heldSession } from '../support/caseBundle.ts';
import { TestCluster } from '../support/testCluster.ts';
import { eventually } from '../support/testPerson.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let cluster: Awaited<ReturnType<typeof TestCluster.startShared>>;

beforeAll(async () => {
  cluster = await TestCluster.startShared(2);
});
afterAll(() => cluster.dispose());

const count = <T>(entries: readonly { what: T }[], what: T) =>
  entries.filter((entry) => entry.what === what).length;

test('Q6 Q7 Q8 Q23 Q25 a session whose people are at two servers leaves one case, which either server signs and verify-case accepts', async () => {
  const [one, two] = [cluster.server(0), cluster.server(1)];
  const { bundle, roomId, token } = await heldSession(one, { there: two });
  const { publicKey } = one.server;
  expect(two.server.publicKey).toBe(publicKey);
  const { entries, session, strokes, files, manifest } = await verifyCase(bundle, publicKey);
  expect(manifest.closedAt).not.toBeNull();
  expect(strokes).toHaveLength(1);
  expect([...session.witnesses]).toEqual(['Will']);
  const counts = [
    'opened',
    'resumed',
    'drew',
    'erased',
    'edited',
    'guide',
    'set',
    'closed',
    'exported',
  ] as const;
  expect(counts.map((what) => count(entries, what))).toEqual([1, 0, 2, 1, 2, 1, 1, 1, 1]);
  // The operator and the witness, each by two sockets.
  expect(new Set(entries.flatMap(({ what, who }) => (what === 'joined' ? [who] : []))).size).toBe(2);
  const looks = entries.flatMap((entry) =>
    entry.what === 'shown'
      ? entry.seenBy.map((who) => `${who} ${entry.picture} ${entry.version} ${entry.digest}`)
      : [],
  );
  expect(new Set(looks).size).toBe(looks.length);
  const names = entries.flatMap((entry) =>
    entry.what === 'versions' ? entry.kept.map(({ name }) => name) : [],
  );
  expect(names).toContain('before the end');
  expect([...files.keys()].some((path) => path.startsWith('versions/'))).toBe(true);
  expect([...files.keys()].some((path) => path.startsWith('pictures/'))).toBe(true);

  const other = Buffer.from(await (await askCase(two, roomId, token, 'case')).arrayBuffer());
  const again = await verifyCase(other, publicKey);
  expect(again.entries.slice(0, entries.length)).toEqual(entries);
  const review = await fetch(`${two.origin}/api/cases/review`, {
    method: 'POST',
    body: new Uint8Array(bundle),
  });
  expect(caseReviewSchema.parse(await review.json())).toMatchObject({ fits: true, ours: true });

  const folder = await mkdtemp(join(tmpdir(), 'limn-case-'));
  await writeFile(join(folder, 'case.zip'), other);
  const command = [
    '--import',
    'tsx',
    'server/cases/verifyCommand.ts',
    join(folder, 'case.zip'),
    '--key',
    publicKey,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT });
  expect(stdout).toMatch(/^Everything fits: room /);
  await rm(folder, { recursive: true });
});

test('Q7 Q23 a bundle of a session that goes on at two servers fits, whoever draws meanwhile', async () => {
  const [one, two] = [cluster.server(0), cluster.server(1)];
  const room = await two.createRoom('witness');
  const operator = await cluster.join(0, room, { role: 'owner' });
  const witness = await cluster.join(1, room);
  for (let i = 0; i < 4; i++) {
    for (const person of [operator, witness]) person.draw({ y: 20 + 40 * i });
    const server = i % 2 ? one : two;
    const bundle = await (await askCase(server, room.roomId, operator.grant.token, 'case')).arrayBuffer();
    const { manifest } = await verifyCase(Buffer.from(bundle), one.server.publicKey);
    expect(manifest.closedAt).toBeNull();
  }
  await eventually(() => operator.strokeIds.length === 8 && witness.strokeIds.length === 8);
});

test('Q4 Q26 a session closed at one server is closed at the others: people look on there, and their strokes are refused', async () => {
  const room = await cluster.server(0).createRoom('witness');
  const operator = await cluster.join(0, room, { role: 'owner' });
  const witness = await cluster.join(1, room);
  const stroke = witness.draw();
  await eventually(() => operator.strokeIds.includes(stroke));
  const closed = await askCase(cluster.server(0), room.roomId, operator.grant.token, 'close');
  expect(closed.status).toBe(204);
  await eventually(() => witness.closeCodes.includes(4401));
  expect(await cluster.server(1).grant(room, 'editor')).toMatchObject({ role: 'witness', closed: true });
  const late = await cluster.join(1, room);
  expect(late.strokeIds).toEqual([stroke]);
  late.draw({ y: 300 });
  await eventually(() => late.closeCodes.includes(4422));
});

test('Q5 Q23 X4 while Redis is away nothing of a session is called stored, and then everything has its line once', async () => {
  const own = await TestCluster.start(2);
  const room = await own.server(0).createRoom('witness');
  const operator = await own.join(0, room, { role: 'owner' });
  const witness = await own.join(1, room);
  witness.draw();
  await witness.saved();
  await own.redis.stop();
  const drawn = [witness.draw({ y: 100 }), operator.draw({ y: 200 })];
  await own.redis.resume();
  await eventually(() =>
    drawn.every((id) => operator.strokeIds.includes(id) && witness.strokeIds.includes(id)),
  );
  await Promise.all([operator.saved(), witness.saved()]);
  const bundle = await (
    await askCase(own.server(1), room.roomId, operator.grant.token, 'case')
  ).arrayBuffer();
  const { session, entries } = await verifyCase(Buffer.from(bundle));
  expect(session.strokes.size).toBe(3);
  expect(count(entries, 'opened')).toBe(1);
});
