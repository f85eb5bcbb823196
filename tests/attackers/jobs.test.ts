import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedRoom } from '../../shared/api.ts';
import { MAX_CASE_BYTES, MAX_CHILD_ROOMS, MAX_VARIANTS } from '../../shared/limits.ts';
import { heldSession } from '../support/caseBundle.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const send = (path: string, token: string, body: BodyInit, type = 'application/json', method = 'POST') =>
  fetch(`${server.origin}/api/rooms/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body,
  });
const statusOf = async (answer: Promise<Response>) => (await answer).status;

test('Q14 wishes for too many variants, of wrong settings or values, without end, or for another room draw nothing', async () => {
  const [room, other] = [await server.createRoom('team'), await server.createRoom('team')];
  const { token } = await server.grant(room, 'editor');
  const wishes = [
    { how: 'fresh', variants: Array.from({ length: MAX_VARIANTS + 1 }, () => ({})) },
    { how: 'fresh', variants: [{ frozen: true }] },
    { how: 'fresh', variants: [{ 'refine.nose': 7 }] },
    { how: 'fresh', variants: [{ appearanceMix: Array.from({ length: 500 }, () => 1) }] },
    { how: 'fresh', variants: [{ __proto__: { shadow: true }, constructor: 1 }] },
    { how: 'never', variants: [{}] },
    { how: 'fresh', variants: [] },
    [],
  ];
  for (const wish of wishes) {
    expect(await statusOf(send(`${room.roomId}/variants`, token, JSON.stringify(wish)))).toBe(400);
  }
  const endless = `{"how":"fresh","variants":[{"x":"${'a'.repeat(100_000)}"}]}`;
  expect(await statusOf(send(`${room.roomId}/variants`, token, endless))).toBe(400);
  const wish = JSON.stringify({ how: 'fresh', variants: [{}] });
  expect(await statusOf(send(`${other.roomId}/variants`, token, wish))).toBe(403);
  expect(server.renderer.jobs.filter(({ cacheKey }) => cacheKey.endsWith('-variants'))).toEqual([]);
});

test('Q12 what is no form of case bundles is refused in a sentence, from the operator alone, before it is unpacked', async () => {
  const mine = await heldSession(server);
  const path = `${mine.roomId}/combine`;
  const form = (parts: string) => `--b\r\n${parts}\r\n--b--\r\n`;
  const disposition = 'Content-Disposition: form-data; name="case"; filename="../../../etc/passwd"';
  const bodies: [BodyInit, string][] = [
    ['no form at all', 'text/plain'],
    ['--b\r\ncut off', 'multipart/form-data; boundary=b'],
    [form(`${disposition}\r\n\r\nno zip`), 'multipart/form-data; boundary=b'],
    [form('Content-Disposition: form-data; name="x"\r\n\r\njust a field'), 'multipart/form-data; boundary=b'],
  ];
  for (const [body, type] of bodies) {
    const answer = await send(path, mine.token, body, type);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: { message: string } }).error.message).toMatch(/\.$/);
  }
  const huge = new Uint8Array(MAX_CASE_BYTES + 1);
  expect(await statusOf(send(path, mine.token, huge, 'multipart/form-data; boundary=b'))).toBe(400);
  const room = await server.createRoom('witness');
  const { token } = await server.grant(room, 'editor');
  expect(await statusOf(send(`${room.roomId}/combine`, token, '', 'text/plain'))).toBe(403);
  expect(server.renderer.jobs.filter(({ blend }) => blend)).toEqual([]);
});

test('Q16 Q18 nobody leads, enlarges without end, or looks into a class that is not theirs', async () => {
  const answer = await fetch(`${server.origin}/api/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'classroom', each: true }),
  });
  const room = (await answer.json()) as CreatedRoom;
  const other = await server.createRoom('classroom');
  const stranger = await server.grant(other, 'owner');
  for (const path of ['class', 'lot', 'family']) {
    const method = path === 'class' ? 'PUT' : 'POST';
    expect(await statusOf(send(`${room.roomId}/${path}`, stranger.token, '{}', undefined, method))).toBe(403);
  }
  const viewer = await server.grant(room, 'viewer');
  const wish = JSON.stringify({ title: 'x' });
  expect(await statusOf(send(`${room.roomId}/family`, viewer.token, wish))).toBe(403);
  const owner = await server.grant(room, 'owner');
  for (const act of [{ showcase: 'nowhere-to-be-found' }, { frozen: 'yes' }, { spotlight: 'me' }]) {
    expect(
      await statusOf(send(`${room.roomId}/class`, owner.token, JSON.stringify(act), undefined, 'PUT')),
    ).toBeGreaterThanOrEqual(400);
  }
  const outcomes = new Map<number, number>();
  for (let i = 0; i <= MAX_CHILD_ROOMS; i++) {
    const pupil = await server.grant(room, 'editor', { name: `Pupil${i}` });
    const status = await statusOf(send(`${room.roomId}/family`, pupil.token, wish));
    outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
  }
  expect(outcomes).toEqual(
    new Map([
      [201, MAX_CHILD_ROOMS],
      [409, 1],
    ]),
  );
});
