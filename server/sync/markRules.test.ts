import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { MAX_COMMENT_LENGTH, MAX_MARKS } from '../../shared/limits.ts';
import { marksOf, settingsMapOf } from '../../shared/roomDocument.ts';
import type { Room } from '../rooms/room.ts';
import { loadRoom, personOf } from '../testing/roomFixture.ts';
import { UpdateGate } from './updateGate.ts';

const ann = personOf('ann00000');
const ben = personOf('ben00000');
const owner = personOf('own00000', 'owner');

let room: Room;
let gate: UpdateGate;

beforeEach(async () => {
  room = await loadRoom();
  gate = new UpdateGate(room);
});

type Marks = Y.Map<unknown>;

function send(person: typeof ann, change: (marks: Marks, doc: Y.Doc) => void): boolean {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc));
  const before = Y.encodeStateVector(doc);
  let update = Y.encodeStateAsUpdate(doc, before);
  doc.once('update', (bytes) => {
    update = bytes;
  });
  doc.transact(() => change(marksOf(doc), doc));
  return gate.admit(update, person);
}

const comment = (by = ann, extra = {}) => ({
  kind: 'comment',
  author: by.subject,
  name: by.name,
  x: 100,
  y: 200,
  text: 'The left eye is lower.',
  at: 1,
  ...extra,
});
const reply = (by = ben, to = 'mark-001') => ({
  kind: 'reply',
  author: by.subject,
  name: by.name,
  to,
  text: 'So it is.',
  at: 2,
});
const ids = () => [...marksOf(room.doc).keys()].sort();

test('M1 who draws comments and replies, under the name that the server saw', () => {
  send(ann, (marks) => marks.set('mark-001', comment()));
  send(ben, (marks) => marks.set('mark-002', reply()));
  expect(ids()).toEqual(['mark-001', 'mark-002']);
  expect(() => send(ben, (marks) => marks.set('mark-003', comment(ann)))).toThrow(/another author/);
  const renamed = { ...comment(ben), name: 'Ann' };
  expect(() => send(ben, (marks) => marks.set('mark-003', renamed))).toThrow(/another author/);
  const vic = personOf('vic00000', 'viewer');
  expect(() => send(vic, (marks) => marks.set('mark-003', comment(vic)))).toThrow(/only watch/);
});

test('M2 a mark is never changed, and taken away by its author or an owner only', () => {
  send(ann, (marks) => marks.set('mark-001', comment()));
  for (const person of [ann, ben, owner]) {
    const changed = comment(ann, { text: 'Something else.' });
    expect(() => send(person, (marks) => marks.set('mark-001', changed))).toThrow(/may not be changed/);
  }
  expect(() => send(ben, (marks) => marks.delete('mark-001'))).toThrow(/takes a mark away/);
  send(ben, (marks) => marks.set('mark-002', reply()));
  expect(() => send(ann, (marks) => marks.delete('mark-002'))).toThrow(/takes a mark away/);
  // With the comment its replies go, whoever wrote them.
  send(ann, (marks) => {
    marks.delete('mark-002');
    marks.delete('mark-001');
  });
  expect(ids()).toEqual([]);
  send(ben, (marks) => marks.set('mark-003', comment(ben)));
  send(owner, (marks) => marks.delete('mark-003'));
  expect(ids()).toEqual([]);
});

test('M3 a comment is settled and taken up again by its author or an owner', () => {
  send(ann, (marks) => marks.set('mark-001', comment()));
  expect(() => send(ben, (marks) => marks.set('mark-001/done', true))).toThrow(/settles a comment/);
  send(ann, (marks) => marks.set('mark-001/done', true));
  expect(() => send(ben, (marks) => marks.delete('mark-001/done'))).toThrow(/settles a comment/);
  send(owner, (marks) => marks.delete('mark-001/done'));
  expect(() => send(ann, (marks) => marks.set('mark-001/done', 'yes'))).toThrow(/no comment/);
  expect(() => send(ann, (marks) => marks.set('mark-009/done', true))).toThrow(/no comment/);
});

test.each([
  ['no place', comment(ann, { x: -1 })],
  ['a place beside the sheet', comment(ann, { y: 513 })],
  ['an empty text', comment(ann, { text: '  ' })],
  ['too long a text', comment(ann, { text: 'x'.repeat(MAX_COMMENT_LENGTH + 1) })],
  ['something more', comment(ann, { colour: 'red' })],
  ['another kind', comment(ann, { kind: 'note' })],
  ['a reply to nothing', reply(ann)],
  ['a text alone', 'hello'],
  ['nothing', null],
])('M1 G3 a mark with %s is refused, and changes nothing', (_what, mark) => {
  expect(() => send(ann, (marks) => marks.set('mark-001', mark))).toThrow(/Update refused/);
  expect(ids()).toEqual([]);
});

test('M1 a mark’s id is well-formed', () => {
  for (const id of ['x', 'mark 0001', 'mark-001/done/done', '/done']) {
    expect(() => send(ann, (marks) => marks.set(id, comment()))).toThrow(/Update refused/);
  }
});

test('M4 a room takes so many comments and no more; taking away always works', () => {
  const some = (from: number, count: number) => (marks: Marks) => {
    for (let i = from; i < from + count; i++) marks.set(`mark-${1000 + i}`, comment());
  };
  send(ann, some(0, MAX_MARKS));
  expect(() => send(ann, some(MAX_MARKS, 1))).toThrow(/at most/);
  send(ann, (marks) => marks.delete('mark-1000'));
  send(ann, some(MAX_MARKS, 1));
});

test('O3 a frozen room takes no comment but from owners', () => {
  send(owner, (_marks, doc) => settingsMapOf(doc).set('frozen', true));
  expect(() => send(ann, (marks) => marks.set('mark-001', comment()))).toThrow(/frozen/);
  send(owner, (marks) => marks.set('mark-001', comment(owner)));
});
