import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LocalCluster } from '../../infra/cluster/localCluster.ts';
import { type CreatedRoom, createdRoomSchema, type TokenGrant, tokenGrantSchema } from '../../shared/api.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { linePoints } from '../support/strokes.ts';
import { eventually, newStrokeId, TestPerson } from '../support/testPerson.ts';

/** ms; three processes that start on a busy machine */
const PROCESSES_MS = 90_000;

async function twoServers(serverEnv: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'limn-death-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = { LOG_LEVEL: 'error' };
  const cluster = await LocalCluster.start({ servers: 2, workers: 0, folder, env, serverEnv });
  onTestFinished(() => cluster.stop());
  const [one, two] = cluster.servers as [(typeof cluster.servers)[0], (typeof cluster.servers)[0]];
  return { one, two };
}

const post = async (url: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};
const newRoom = async (origin: string) => createdRoomSchema.parse(await post(`${origin}/api/rooms`, {}));
const grantOf = async (
  origin: string,
  { roomId, secrets }: CreatedRoom,
  name: string,
): Promise<TokenGrant> => {
  const body = { secret: secrets.editor, name, colour: '#b91c1c' };
  return tokenGrantSchema.parse(await post(`${origin}/api/rooms/${roomId}/tokens`, body));
};

test('X6 X7 C4 a server that is killed takes its people’s presence, ink and places along within 5 s, and no stroke of theirs', {
  timeout: PROCESSES_MS,
}, async () => {
  const { one, two } = await twoServers({ MAX_PEOPLE: '2' });
  const room = await newRoom(one.origin);
  const join = async (origin: string, name: string, grant?: TokenGrant, doc?: TestPerson['doc']) => {
    const person = await TestPerson.join({ origin }, room, {
      grant: grant ?? (await grantOf(origin, room, name)),
      doc,
    });
    onTestFinished(() => person.leave());
    person.provider.awareness.setLocalState({});
    return person;
  };
  const ann = await join(one.origin, 'Ann');
  const ben = await join(two.origin, 'Ben');
  const seenByBen = () => [...ben.provider.awareness.getStates().values()].map(({ name }) => name);
  const stored = ann.draw();
  await ann.saved();
  const tail = newStrokeId();
  ann.live.emit('ink', { strokeId: tail, width: 3, from: 0, points: encodePoints(linePoints(5)) });
  await eventually(() => expect(seenByBen()).toContain('Ann'));
  await eventually(() => ben.frames.some(({ tails }) => tails.some(({ strokeId }) => strokeId === tail)));

  await one.child.stop('SIGKILL');
  const unsaved = ann.draw();
  await eventually(() => expect(seenByBen()).not.toContain('Ann'));
  await eventually(() => ben.frames.some(({ ended }) => ended.includes(tail)));
  // Her place is free: somebody else may have it, and she is one too many then.
  ann.leave();
  const again = await join(two.origin, 'Ann', ann.grant, ann.doc);
  await again.saved();
  await eventually(() => expect(ben.strokeIds).toEqual([stored, unsaved].sort()));
  expect(ben.closeCodes).toEqual([]);
});
