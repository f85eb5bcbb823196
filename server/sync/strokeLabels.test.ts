import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { translation } from '../../shared/matrix.ts';
import { editsOf, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { labelKey, labelsSaid, moveKey, plainLabelKey } from '../../shared/strokeEdits.ts';
import type { Room } from '../rooms/room.ts';
import { loadRoom, personOf } from '../testing/roomFixture.ts';
import { UpdateGate } from './updateGate.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

const ann = personOf('ann00000');
const ben = personOf('ben00000');
const owner = personOf('own00000', 'owner');
const HAIR = 'stroke-hair';
const MOUTH = 'stroke-mouth';

let room: Room;
let gate: UpdateGate;

/** What a page in step with the room sends for this change. */
function updateOf(change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc));
  const before = Y.encodeStateVector(doc);
  doc.transact(() => change(doc));
  return Y.encodeStateAsUpdate(doc, before);
}

const strokeAt = (x: number, y: number, author = ann.subject) =>
  encodeStroke({
    author,
    tool: 'pen',
    width: 3,
    startedAt: 1,
    points: Array.from({ length: 5 }, (_, i) => ({ x: x + i * 10, y, pressure: 0.5, time: i })),
  });
const label = (id: string, value: unknown, by = ann, number = 1) =>
  updateOf((doc) => editsOf(doc).set(labelKey(id, by.subject), [value, number]));
const lockMouth = () =>
  gate.admit(
    updateOf((doc) => settingsMapOf(doc).set('lock.mouth', true)),
    owner,
  );
const refused = (change: (doc: Y.Doc) => void) =>
  expect(() => gate.admit(updateOf(change), ben)).toThrow(/locked/);

beforeEach(async () => {
  room = await loadRoom();
  gate = new UpdateGate(room);
  gate.admit(
    updateOf((doc) => {
      strokesOf(doc).set(HAIR, strokeAt(230, 20));
      strokesOf(doc).set(MOUTH, strokeAt(230, 376));
    }),
    ann,
  );
});

test('T3 whoever draws says what anybody’s stroke draws; the last one to say so wins, and it can be taken back', () => {
  gate.admit(label(HAIR, 'hat'), ann);
  gate.admit(label(HAIR, 'hair', ben, 2), ben);
  expect([...labelsSaid(editsOf(room.doc))]).toEqual([[HAIR, 'hair']]);
  gate.admit(label(HAIR, null, ann, 3), ann);
  expect(labelsSaid(editsOf(room.doc)).size).toBe(0);
  const viewer = personOf('vic00000', 'viewer');
  expect(() => gate.admit(label(HAIR, 'hair', viewer), viewer)).toThrow(/only watch/);
});

test('T3 O6 nobody but an owner says or takes back anything in another’s name, and nobody in no name', () => {
  gate.admit(label(HAIR, 'hat', ben), ben);
  const takenBack = updateOf((doc) => editsOf(doc).delete(labelKey(HAIR, ben.subject)));
  expect(() => gate.admit(takenBack, ann)).toThrow(/another person/);
  expect(() => gate.admit(label(HAIR, 'hair', ben, 2), ann)).toThrow(/another person/);
  const unsigned = updateOf((doc) => editsOf(doc).set(plainLabelKey(HAIR), 'hair'));
  expect(() => gate.admit(unsigned, ann)).toThrow(/nobody/);
  expect(() => gate.admit(label(HAIR, 'hair', ann, 2 ** 40), ann)).toThrow(/ahead/);
  expect(gate.admit(takenBack, owner)).toBe(true);
  expect(editsOf(room.doc).size).toBe(0);
});

test.each<[string, unknown]>([
  ['a class that there is not', 'beard'],
  ['a class in capitals', 'Hair'],
  ['a number', 13],
  ['an object’s own', 'constructor'],
  ['a list', ['hair']],
  ['an object', { label: 'hair' }],
  ['bytes', new Uint8Array(4)],
  ['a novel', 'hair'.repeat(10_000)],
])('T3 G4 a label that is %s is refused, and the document stays as it was', (_what, value) => {
  const before = Y.encodeStateAsUpdate(room.doc);
  expect(() => gate.admit(label(HAIR, value), ann)).toThrow(UpdateRefusedError);
  const bare = updateOf((doc) => editsOf(doc).set(labelKey(HAIR, ann.subject), value));
  expect(() => gate.admit(bare, ann)).toThrow(UpdateRefusedError);
  expect(Y.encodeStateAsUpdate(room.doc)).toEqual(before);
});

test('T3 G3 a label of a stroke that never was is refused, and so is one with something behind it', () => {
  expect(() => gate.admit(label('stroke-nowhere', 'hair'), ann)).toThrow(/no stroke/);
  const named = updateOf((doc) => editsOf(doc).set(`${labelKey(HAIR, ann.subject)}/label`, ['hair', 1]));
  expect(() => gate.admit(named, ann)).toThrow(/unknown edit/);
});

test('T4 R10 a stroke that is labelled as of a locked part is neither erased, moved nor relabelled, wherever it lies', () => {
  gate.admit(label(HAIR, 'lowerLip'), ann);
  lockMouth();
  refused((doc) => strokesOf(doc).delete(HAIR));
  refused((doc) => editsOf(doc).set(moveKey(HAIR, ben.subject), [...translation(3, 3), 1]));
  refused((doc) => editsOf(doc).set(labelKey(HAIR, ben.subject), ['hair', 2]));
  refused((doc) => {
    editsOf(doc).set(labelKey(HAIR, ben.subject), [null, 2]);
    strokesOf(doc).delete(HAIR);
  });
  gate.admit(label(HAIR, 'hair', owner, 2), owner);
  expect(
    gate.admit(
      updateOf((doc) => strokesOf(doc).delete(HAIR)),
      ben,
    ),
  ).toBe(true);
});

test('T4 R10 no label opens a locked part: a stroke that lies there stays, and none comes in under another name', () => {
  gate.admit(label(MOUTH, 'hair'), ann);
  lockMouth();
  refused((doc) => strokesOf(doc).delete(MOUTH));
  refused((doc) => editsOf(doc).set(labelKey(MOUTH, ben.subject), ['cloth', 2]));
  refused((doc) => editsOf(doc).set(labelKey(HAIR, ben.subject), ['mouth', 1]));
  refused((doc) => {
    strokesOf(doc).set('stroke-new', strokeAt(240, 380, ben.subject));
    editsOf(doc).set(labelKey('stroke-new', ben.subject), ['hair', 1]);
  });
  refused((doc) => {
    editsOf(doc).set(labelKey(HAIR, ben.subject), ['hair', 1]);
    editsOf(doc).set(moveKey(HAIR, ben.subject), [...translation(0, 356), 1]);
  });
  expect(gate.admit(label(HAIR, 'hair', ben), ben)).toBe(true);
});
