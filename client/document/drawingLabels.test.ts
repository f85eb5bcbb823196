import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { PartId } from '../../shared/parts.ts';
import { editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { labelKey } from '../../shared/strokeEdits.ts';
import { Drawing } from './drawing.ts';

const HAIR = 'stroke-hair';
const MOUTH = 'stroke-mouth';

/** Two people whose documents hear of each other at once. */
function pair() {
  const docs = [new Y.Doc(), new Y.Doc()] as const;
  const [one, other] = docs;
  one.on('update', (update, origin) => origin !== 'net' && Y.applyUpdate(other, update, 'net'));
  other.on('update', (update, origin) => origin !== 'net' && Y.applyUpdate(one, update, 'net'));
  for (const [id, y] of [
    [HAIR, 20],
    [MOUTH, 376],
  ] as const) {
    const points = [230, 240, 250].map((x, i) => ({ x, y, pressure: 0.5, time: i }));
    strokesOf(one).set(id, encodeStroke({ author: 'ann00000', tool: 'pen', width: 3, startedAt: 1, points }));
  }
  return { ann: new Drawing(one), ben: new Drawing(other), edits: editsOf(one) };
}

function say(person: Drawing, ids: string[], label: Parameters<Drawing['label']>[1]): void {
  person.undo.startGesture();
  person.label(ids, label);
}

test('T3 undo takes back what one said oneself, and gives back what stood there before', () => {
  const { ann, ben, edits } = pair();
  say(ann, [HAIR, MOUTH], 'hat');
  ann.undo.undo();
  expect(edits.size).toBe(0);
  ann.undo.redo();
  expect([...edits.keys()].sort()).toEqual([labelKey(HAIR), labelKey(MOUTH)]);
  say(ben, [HAIR], 'hair');
  ben.undo.undo();
  expect(edits.get(labelKey(HAIR))).toBe('hat');
});

test('T3 what somebody else said since stays when one takes back one’s own', () => {
  const { ann, ben, edits } = pair();
  say(ann, [HAIR], 'hat');
  say(ben, [HAIR], 'hair');
  ann.undo.undo();
  expect(edits.get(labelKey(HAIR))).toBe('hair');
});

test('T3 the same said again changes nothing, and a label that is taken away leaves no trace', () => {
  const { ann, edits } = pair();
  let changes = 0;
  edits.observe(() => changes++);
  say(ann, [HAIR], 'hair');
  say(ann, [HAIR], 'hair');
  say(ann, [MOUTH], null);
  expect(changes).toBe(1);
  say(ann, [HAIR], null);
  expect(edits.size).toBe(0);
});

test('T4 strokes are neither called after a part that somebody else holds, nor changed where they are', () => {
  const { ann, edits } = pair();
  say(ann, [HAIR], 'upperLip');
  const heard: PartId[] = [];
  ann.barred = () => new Set(['mouth']);
  ann.onBarred = (part) => heard.push(part);
  say(ann, [HAIR], 'hair');
  say(ann, [MOUTH], 'nose');
  ann.erase([HAIR]);
  ann.undo.undo();
  ann.barred = () => new Set(['nose']);
  say(ann, [MOUTH], 'nose');
  expect([...edits]).toEqual([[labelKey(HAIR), 'upperLip']]);
  expect(ann.strokes.has(HAIR)).toBe(true);
  expect(heard).toEqual(['mouth', 'mouth', 'mouth', 'mouth', 'nose']);
});
