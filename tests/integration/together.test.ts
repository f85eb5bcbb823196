import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CreatedRoom } from '../../shared/api.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { eventually, type JoinOptions, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let people: TestPerson[];

beforeEach(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  people = [];
});

afterEach(async () => {
  for (const person of people) person.leave();
  await server.dispose();
});

async function join(options: JoinOptions = {}): Promise<TestPerson> {
  const person = await TestPerson.join(server, room, options);
  people.push(person);
  return person;
}

describe('convergence', () => {
  test('C1 two people who draw at once see the same document', async () => {
    const [ann, ben] = [await join(), await join()];
    const drawn: string[] = [];
    for (let i = 0; i < 20; i++) drawn.push(ann.draw({ y: 10 + i }), ben.draw({ y: 210 + i }));
    await eventually(() => ann.strokeIds.length === 40 && ben.strokeIds.length === 40);
    expect(ann.strokeIds).toEqual(drawn.sort());
    expect(Y.encodeStateAsUpdate(ann.doc)).toEqual(Y.encodeStateAsUpdate(ben.doc));
  });

  test('C2 a newcomer gets the whole document', async () => {
    const ann = await join();
    const ids = [ann.draw(), ann.draw(), ann.draw()];
    ann.erase(ids[1] as string);
    await ann.saved();
    const ben = await join();
    expect(ben.strokeIds).toEqual([ids[0], ids[2]].sort());
  });

  test('C3 offline edits arrive with the first sync and are merged', async () => {
    const [ann, ben] = [await join(), await join()];
    const shared = ann.draw();
    await eventually(() => ben.strokeIds.length === 1);
    ann.provider.disconnect();
    const offline = [ann.draw(), ann.draw()];
    const meanwhile = ben.draw();
    ann.provider.connect();
    const all = [shared, ...offline, meanwhile].sort();
    await eventually(() => ann.strokeIds.length === 4 && ben.strokeIds.length === 4);
    expect(ann.strokeIds).toEqual(all);
    expect(ben.strokeIds).toEqual(all);
    expect(ann.closeCodes).toEqual([]);
  });

  test('A2 undo takes back one’s own strokes, and undoing an erase keeps the first author', async () => {
    const [ann, ben] = [await join(), await join()];
    const id = ann.draw();
    await eventually(() => ben.strokeIds.includes(id));
    const bytes = strokesOf(ben.doc).get(id);
    const undo = new Y.UndoManager(strokesOf(ben.doc));
    ben.erase(id);
    await eventually(() => ann.strokeIds.length === 0);
    undo.undo();
    await eventually(() => ann.strokeIds.includes(id));
    expect(strokesOf(ann.doc).get(id)).toEqual(bytes);
    expect(ben.closeCodes).toEqual([]);
  });
});

describe('presence', () => {
  test('P1 A5 everyone sees who is there, under the name of the token; who leaves disappears', async () => {
    const ann = await join({ name: 'Ann' });
    ann.provider.awareness.setLocalState({ name: 'Teacher', role: 'owner', mood: 'fine' });
    const ben = await join({ name: 'Ben', role: 'viewer' });
    const seenBy = (person: TestPerson, other: TestPerson) =>
      person.provider.awareness.getStates().get(other.doc.clientID);
    await eventually(() => seenBy(ben, ann)?.mood === 'fine' && seenBy(ann, ben)?.name === 'Ben');
    expect(seenBy(ben, ann)).toMatchObject({ name: 'Ann', role: 'editor', subject: ann.subject });
    expect(seenBy(ann, ben)).toMatchObject({ role: 'viewer', subject: ben.subject });
    ben.provider.disconnect();
    await eventually(() => seenBy(ann, ben) === undefined);
    ben.provider.connect();
    await eventually(() => seenBy(ann, ben)?.name === 'Ben' && seenBy(ben, ann)?.name === 'Ann');
  });
});
