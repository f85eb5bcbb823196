import { afterAll, beforeAll, expect, test } from 'vitest';
import { tokenGrantSchema } from '../../shared/api.ts';
import { settingsMapOf, settingsOf } from '../../shared/roomDocument.ts';
import { ROOM_KINDS } from '../../shared/roomKinds.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

test('Q1 a room keeps its kind, over a restart too; an unknown kind is refused', async () => {
  const rooms = await Promise.all(ROOM_KINDS.map((kind) => server.createRoom(kind)));
  await server.restart();
  const kinds = await Promise.all(rooms.map(async (room) => (await server.grant(room, 'editor')).kind));
  expect(kinds).toEqual([...ROOM_KINDS]);
  const refused = await fetch(`${server.origin}/api/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'casino' }),
  });
  expect(refused.status).toBe(400);
  const plain = await fetch(`${server.origin}/api/rooms`, { method: 'POST' });
  const { roomId, secrets } = (await plain.json()) as Awaited<ReturnType<TestServer['createRoom']>>;
  expect((await server.grant({ roomId, secrets }, 'owner')).kind).toBe('free');
});

test('Q2 a witness session has operator, witness and viewer, and presence shows it', async () => {
  const room = await server.createRoom('witness');
  const operator = await TestPerson.join(server, room, { role: 'owner', name: 'Olga' });
  const witness = await TestPerson.join(server, room, { name: 'Will' });
  expect([operator.grant.role, witness.grant.role]).toEqual(['operator', 'witness']);
  await eventually(() =>
    [...witness.provider.awareness.getStates().values()].some(
      ({ name, role }) => name === 'Olga' && role === 'operator',
    ),
  );
  const stroke = witness.draw();
  await eventually(() => operator.strokeIds.includes(stroke));
  for (const person of [operator, witness]) person.leave();
});

test('Q3 a witness session begins without the guide, and only the operator switches it', async () => {
  const room = await server.createRoom('witness');
  const operator = await TestPerson.join(server, room, { role: 'owner' });
  const witness = await TestPerson.join(server, room);
  expect(settingsOf(witness.doc).shadow).toBe(false);
  operator.draw();
  await operator.finalPortrait(2);
  expect(operator.shadows).toEqual([]);

  settingsMapOf(operator.doc).set('shadow', true);
  await eventually(() => settingsOf(witness.doc).shadow);
  await eventually(() => witness.shadows.length > 0);
  settingsMapOf(witness.doc).set('shadow', false);
  await eventually(() => witness.closeCodes.includes(4422));
  expect(settingsOf(operator.doc).shadow).toBe(true);

  // Taking the setting away would bring the default back: on.
  settingsMapOf(operator.doc).set('shadow', false);
  const other = await TestPerson.join(server, room);
  await eventually(() => settingsOf(other.doc).shadow === false);
  settingsMapOf(other.doc).delete('shadow');
  await eventually(() => other.closeCodes.includes(4422));
  expect(settingsOf(operator.doc).shadow).toBe(false);
  for (const person of [operator, witness, other]) person.leave();
});

test('Q2 a token names its role for the room of that kind only', async () => {
  const room = await server.createRoom('witness');
  const answer = await server.requestToken(room, 'editor');
  const grant = tokenGrantSchema.parse(await answer.json());
  expect(grant).toMatchObject({ role: 'witness', kind: 'witness', closed: false });
});
