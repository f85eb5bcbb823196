import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RenderJob } from '../../server/portraits/renderer.ts';
import type { CreatedRoom } from '../../shared/api.ts';
import { editsOf } from '../../shared/roomDocument.ts';
import { groupsOf } from '../../shared/semantics/labelNews.ts';
import { effectiveLabel } from '../../shared/semantics/labels.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { labelKey, labelsSaid } from '../../shared/strokeEdits.ts';
import { linePoints } from '../support/strokes.ts';
import { eventually, newStrokeId, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let people: TestPerson[];
/** what the network of these tests takes a stroke for */
let meaning: Map<string, StrokeClass>;

const understand = (strokes: RenderJob['strokes']) =>
  groupsOf(
    strokes.flatMap(({ key }) => {
      const label = meaning.get(key);
      return label ? [[key, label] as const] : [];
    }),
  );

beforeEach(async () => {
  server = await startTestServer();
  server.renderer.understand = understand;
  room = await server.createRoom();
  people = [];
  meaning = new Map();
});

afterEach(async () => {
  for (const person of people) person.leave();
  await server.dispose();
});

async function join(): Promise<TestPerson> {
  const person = await TestPerson.join(server, room);
  people.push(person);
  return person;
}

function drawAs(person: TestPerson, label: StrokeClass, id = newStrokeId()): string {
  meaning.set(id, label);
  return person.draw({ id });
}

test('T5 everybody is told what the network understood, newcomers at once, and later only what changed', async () => {
  const [ann, ben] = [await join(), await join()];
  const one = drawAs(ann, 'hair');
  for (const person of [ann, ben]) await eventually(() => person.labels.get(one) === 'hair');
  const two = drawAs(ben, 'nose');
  await eventually(() => ann.labels.get(two) === 'nose');
  expect(ann.labelNews.at(-1)).toMatchObject({ whole: false, changed: { nose: [two] }, gone: [] });
  const cleo = await join();
  await eventually(() => cleo.labels.size === 2);
  expect(cleo.labelNews).toHaveLength(1);
  ann.erase(one);
  await eventually(() => !ben.labels.has(one));
  expect(ben.labelNews.at(-1)).toMatchObject({ changed: {}, gone: [one] });
  await server.restart();
  const dan = await join();
  await eventually(() => dan.labels.get(two) === 'nose');
  expect(server.renderer.jobs).toEqual([]);
});

test('T5 what was understood is not asked for again while only ink moves, and a room without such a network goes on', async () => {
  const [ann, ben] = [await join(), await join()];
  const id = drawAs(ann, 'hair');
  await eventually(() => ben.labels.get(id) === 'hair');
  const jobs = server.renderer.jobs.length;
  const drawn = newStrokeId();
  ann.live.emit('ink', { strokeId: drawn, width: 3, from: 0, points: encodePoints(linePoints(5)) });
  await eventually(() => server.renderer.jobs.length > jobs);
  expect(server.renderer.jobs.at(-1)).toMatchObject({ shows: { final: false } });
  expect(server.renderer.jobs.at(-1)?.labels).toBeUndefined();
  server.renderer.understand = null;
  ann.draw({ id: drawn });
  const { stamp } = await ben.finalPortrait(2);
  expect(stamp.version).toBe(2);
  expect(ben.labels.has(drawn)).toBe(false);
});

test('T11 a label that somebody gives or takes back reaches the portrait, alone', async () => {
  const ann = await join();
  const id = drawAs(ann, 'hair');
  const plain = await ann.finalPortrait(1);
  const said = () => server.renderer.jobs.at(-1)?.strokes.map(({ label }) => label);
  expect(said()).toEqual([undefined]);
  editsOf(ann.doc).set(labelKey(id, ann.subject), ['hat', 1]);
  const labelled = await ann.finalPortrait(2);
  expect(said()).toEqual(['hat']);
  expect(labelled.image).not.toEqual(plain.image);
  editsOf(ann.doc).delete(labelKey(id, ann.subject));
  expect((await ann.finalPortrait(3)).image).toEqual(plain.image);
});

test('T2 T3 what somebody says wins over the network at everybody’s, stays when the network thinks again, and can be taken back', async () => {
  const [ann, ben] = [await join(), await join()];
  const id = drawAs(ann, 'hair');
  await eventually(() => ben.labels.get(id) === 'hair');
  editsOf(ben.doc).set(labelKey(id, ben.subject), ['hat', 1]);
  const seenBy = (person: TestPerson) =>
    effectiveLabel(labelsSaid(editsOf(person.doc)).get(id), person.labels.get(id));
  for (const person of [ann, ben]) await eventually(() => seenBy(person) === 'hat');
  meaning.set(id, 'cloth');
  ann.draw();
  await eventually(() => ben.labels.get(id) === 'cloth');
  expect([seenBy(ann), seenBy(ben)]).toEqual(['hat', 'hat']);
  const cleo = await join();
  await eventually(() => seenBy(cleo) === 'hat');
  editsOf(ann.doc).set(labelKey(id, ann.subject), [null, 2]);
  await eventually(() => seenBy(cleo) === 'cloth');
});
