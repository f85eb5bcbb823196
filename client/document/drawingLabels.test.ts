import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { PartId } from '../../shared/parts.ts';
import { editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { labelKey, labelsSaid, plainLabelKey } from '../../shared/strokeEdits.ts';
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

const ANN = 'ann00000';
const BEN = 'ben00000';

function say(person: Drawing, subject: string, ids: string[], label: Parameters<Drawing['label']>[1]): void {
  person.undo.startGesture();
  person.label(ids, label, subject);
}

/** What counts, by stroke. */
const counting = (edits: Y.Map<unknown>) => Object.fromEntries(labelsSaid(edits));

test('T3 undo takes back what one said oneself, and gives back what stood there before', () => {
  const { ann, ben, edits } = pair();
  say(ann, ANN, [HAIR, MOUTH], 'hat');
  ann.undo.undo();
  expect(edits.size).toBe(0);
  ann.undo.redo();
  expect(counting(edits)).toEqual({ [HAIR]: 'hat', [MOUTH]: 'hat' });
  say(ben, BEN, [HAIR], 'hair');
  expect(counting(edits)).toMatchObject({ [HAIR]: 'hair' });
  ben.undo.undo();
  expect(counting(edits)).toMatchObject({ [HAIR]: 'hat' });
});

test('T3 what somebody else said since stays when one takes back one’s own', () => {
  const { ann, ben, edits } = pair();
  say(ann, ANN, [HAIR], 'hat');
  say(ben, BEN, [HAIR], 'hair');
  ann.undo.undo();
  expect(counting(edits)).toEqual({ [HAIR]: 'hair' });
});

test('T3 the same said again changes nothing, and a label that is taken away leaves no trace', () => {
  const { ann, ben, edits } = pair();
  let changes = 0;
  edits.observe(() => changes++);
  say(ann, ANN, [HAIR], 'hair');
  say(ann, ANN, [HAIR], 'hair');
  say(ben, BEN, [HAIR], 'hair');
  say(ann, ANN, [MOUTH], null);
  expect(changes).toBe(1);
  say(ann, ANN, [HAIR], null);
  expect(edits.size).toBe(0);
});

test('T3 whoever draws says that the network is right, whatever others said, and undo gives back what they said', () => {
  const { ann, ben, edits } = pair();
  say(ann, ANN, [HAIR], 'hat');
  say(ben, BEN, [HAIR], null);
  expect(counting(edits)).toEqual({});
  ben.undo.undo();
  expect(counting(edits)).toEqual({ [HAIR]: 'hat' });
});

test('T3 O6 an owner takes back what one person said: what others said before it, or in a room from before labels had authors, counts again', () => {
  const { ann, ben, edits } = pair();
  edits.set(plainLabelKey(MOUTH), 'nose');
  say(ann, ANN, [HAIR], 'hair');
  say(ben, BEN, [HAIR, MOUTH], 'hat');
  expect(counting(edits)).toEqual({ [HAIR]: 'hat', [MOUTH]: 'hat' });
  expect([...ann.editedBy(BEN)].sort()).toEqual([HAIR, MOUTH]);
  ann.undo.startGesture();
  ann.mend(BEN);
  expect(counting(edits)).toEqual({ [HAIR]: 'hair', [MOUTH]: 'nose' });
  ann.undo.undo();
  expect(counting(edits)).toEqual({ [HAIR]: 'hat', [MOUTH]: 'hat' });
  say(ann, ANN, [HAIR], 'cloth');
  ann.mend(BEN);
  expect(counting(edits)).toEqual({ [HAIR]: 'cloth', [MOUTH]: 'nose' });
});

test('T4 strokes are neither called after a part that somebody else holds, nor changed where they are', () => {
  const { ann, edits } = pair();
  say(ann, ANN, [HAIR], 'upperLip');
  const heard: PartId[] = [];
  ann.barred = () => new Set(['mouth']);
  ann.onBarred = (part) => heard.push(part);
  say(ann, ANN, [HAIR], 'hair');
  say(ann, ANN, [MOUTH], 'nose');
  ann.erase([HAIR]);
  ann.undo.undo();
  ann.barred = () => new Set(['nose']);
  say(ann, ANN, [MOUTH], 'nose');
  expect([...edits]).toEqual([[labelKey(HAIR, ANN), ['upperLip', 1]]]);
  expect(ann.strokes.has(HAIR)).toBe(true);
  expect(heard).toEqual(['mouth', 'mouth', 'mouth', 'mouth', 'nose']);
});
