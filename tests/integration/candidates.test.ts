import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_HEAD, readLine } from '../../server/sessionLog/chain.ts';
import type { CreatedRoom } from '../../shared/api.ts';
import { marksOf } from '../../shared/roomDocument.ts';
import type { LogEntry } from '../../shared/sessionLog.ts';
import { type VariantSet, variantAnswerSchema } from '../../shared/variants.ts';
import { askCase, heldSession, unpack } from '../support/caseBundle.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const FRESH = { how: 'fresh', variants: [{ appearanceSeed: 1 }, { appearanceSeed: 2, 'refine.nose': 0.5 }] };

const ask = ({ roomId }: Pick<CreatedRoom, 'roomId'>, token: string, path = '', request: RequestInit = {}) =>
  fetch(`${server.origin}/api/rooms/${roomId}/variants${path}`, {
    ...request,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
const wish = (room: CreatedRoom, token: string, body: object = FRESH) =>
  ask(room, token, '', { method: 'POST', body: JSON.stringify(body) });

/** The room's variants once all are drawn. */
function drawn(room: CreatedRoom, token: string): Promise<VariantSet> {
  const look = async () => {
    const { set } = variantAnswerSchema.parse(await (await ask(room, token)).json());
    return set?.variants.every(({ state }) => state === 'drawn') ? set : null;
  };
  return until(look, { timeout: 10_000, message: () => 'the variants are not drawn' });
}

async function logOf(room: Pick<CreatedRoom, 'roomId'>, token: string): Promise<LogEntry[]> {
  const bundle = Buffer.from(await (await askCase(server, room.roomId, token, 'case')).arrayBuffer());
  const text = (await unpack(bundle)).get('session.log')?.toString() ?? '';
  let head = EMPTY_HEAD;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [entry, next] = readLine(head, line);
      head = next;
      return entry;
    });
}

test('Q13 everybody hears of the variants and gets the same pictures; a viewer asks for none', async () => {
  const room = await server.createRoom('team');
  const [ann, vic] = await Promise.all([
    TestPerson.join(server, room, { role: 'owner' }),
    TestPerson.join(server, room, { role: 'viewer' }),
  ]);
  const heard: VariantSet[] = [];
  vic.live.on('variants', (set) => heard.push(set));
  ann.draw({ y: 100 });
  await ann.saved();
  expect((await wish(room, vic.grant.token)).status).toBe(403);
  expect((await wish(room, ann.grant.token, { how: 'fresh', variants: [{ shadow: true }] })).status).toBe(
    400,
  );
  expect((await wish(room, ann.grant.token)).status).toBe(201);
  const set = await drawn(room, ann.grant.token);
  await eventually(() => heard.at(-1)?.variants.every(({ state }) => state === 'drawn') ?? false);
  expect(heard.at(-1)).toEqual(set);
  const pictures = await Promise.all(
    set.variants.flatMap(({ id }) =>
      [ann, vic].map(async ({ grant }) =>
        Buffer.from(await (await ask(room, grant.token, `/${id}/portrait`)).arrayBuffer()).toString('hex'),
      ),
    ),
  );
  expect(pictures[0]).toBe(pictures[1]);
  expect(pictures[0]).not.toBe(pictures[2]);
  expect((await ask(room, ann.grant.token, '/abcdefghijklmnop/portrait')).status).toBe(404);
  for (const person of [ann, vic]) person.leave();
});

test('Q10 in a session the log says who asked for candidates, with which settings, and who saw which; comments stand in it too', async () => {
  const room = await server.createRoom('witness');
  const olga = await TestPerson.join(server, room, { role: 'owner', name: 'Olga' });
  const wim = await TestPerson.join(server, room, { name: 'Wim' });
  const { token } = olga.grant;
  wim.draw({ y: 120 });
  await wim.saved();
  await wish(room, token);
  const set = await drawn(room, token);
  const [first] = set.variants;
  await ask(room, wim.grant.token, `/${first?.id}/portrait`);
  marksOf(olga.doc).set('mark-0001', {
    kind: 'comment',
    x: 10,
    y: 20,
    author: olga.grant.subject,
    name: 'Olga',
    text: 'wider',
    at: 5,
  });
  await olga.saved();
  const entries = await logOf(room, token);
  const asked = entries.find((entry) => entry.what === 'candidates');
  expect(asked).toMatchObject({
    who: olga.grant.subject,
    how: 'fresh',
    variants: [{ changes: { appearanceSeed: 1 } }, {}],
  });
  const seen = entries.filter((entry) => entry.what === 'shown' && entry.picture === 'candidate');
  expect(seen).toMatchObject([{ seenBy: [wim.grant.subject] }]);
  expect(entries.find((entry) => entry.what === 'comment')).toMatchObject({
    who: olga.grant.subject,
    id: 'mark-0001',
    change: 'written',
    text: 'wider',
  });
  for (const person of [olga, wim]) person.leave();
});

const combine = (roomId: string, token: string, ...bundles: Buffer[]) => {
  const form = new FormData();
  for (const [i, bundle] of bundles.entries()) {
    form.append('case', new Blob([new Uint8Array(bundle)]), `case-${i + 1}.zip`);
  }
  return fetch(`${server.origin}/api/rooms/${roomId}/combine`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
};

test('Q12 an operator combines closed sessions of different witnesses into one portrait, and the log says which', async () => {
  const mine = await heldSession(server, { witness: 'Will' });
  const other = await heldSession(server, { witness: 'Wanda' });
  const answer = await combine(mine.roomId, mine.token, other.bundle);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
  const job = server.renderer.jobs.findLast(({ blend }) => blend);
  expect(job?.blend).toHaveLength(1);
  expect(job?.blend?.[0]?.strokes).toHaveLength(1);
  const entries = await logOf(mine, mine.token);
  expect(entries.find((entry) => entry.what === 'combined')).toMatchObject({
    sessions: [{ room: other.roomId }],
  });
  expect(entries.filter((entry) => entry.what === 'shown' && entry.picture === 'combined')).toHaveLength(1);
});

test('Q12 an open session, one of the same witness, the same one twice, a changed bundle, one of another server: each is refused in a sentence', async () => {
  const mine = await heldSession(server, { witness: 'Will' });
  const again = await heldSession(server, { witness: ' will' });
  const other = await heldSession(server, { witness: 'Wanda' });
  const faultOf = async (...bundles: Buffer[]) => {
    const answer = await combine(mine.roomId, mine.token, ...bundles);
    const { error } = (await answer.json()) as { error: { message: string } };
    return [answer.status, error.message];
  };
  expect(await faultOf(again.bundle)).toEqual([
    400,
    'case-1.zip: will was in another of these sessions too. They are not independent.',
  ]);
  expect(await faultOf(mine.bundle)).toEqual([400, 'case-1.zip: this session is already among them.']);
  expect(await faultOf(other.bundle, other.bundle)).toEqual([
    400,
    'case-2.zip: this session is already among them.',
  ]);
  expect((await faultOf(other.bundle.subarray(0, 200)))[0]).toBe(400);
  expect(await faultOf()).toEqual([400, 'No case bundle was given.']);

  const open = await server.createRoom('witness');
  const olga = await TestPerson.join(server, open, { role: 'owner', name: 'Olga' });
  olga.draw({ y: 60 });
  await olga.saved();
  const openBundle = Buffer.from(
    await (await askCase(server, open.roomId, olga.grant.token, 'case')).arrayBuffer(),
  );
  expect((await faultOf(openBundle))[1]).toContain('was still open');
  // and an open one combines nothing either
  expect((await combine(open.roomId, olga.grant.token, other.bundle)).status).toBe(403);
  olga.leave();

  const elsewhere = await startTestServer();
  const foreign = await heldSession(elsewhere, { witness: 'Wanda' });
  await elsewhere.dispose();
  expect((await faultOf(foreign.bundle))[1]).toContain('names another key');
});
