import { get, writable } from 'svelte/store';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { translation } from '../../shared/matrix.ts';
import { editsOf } from '../../shared/roomDocument.ts';
import { labelKey, moveKey, plainLabelKey } from '../../shared/strokeEdits.ts';
import { LabelsModel } from './labelsModel.ts';

const ONE = 'stroke-one';
const TWO = 'stroke-two';
const ANN = 'ann00000';
const news = (changed: object, whole = false, gone: string[] = []) => ({ version: 1, whole, changed, gone });

function open() {
  const page = writable({ drawing: { edits: editsOf(new Y.Doc()) } });
  const model = new LabelsModel(page);
  const heard: object[] = [];
  const stop = model.labels.subscribe((labels) => heard.push(Object.fromEntries(labels)));
  return { page, model, heard, stop, edits: get(page).drawing.edits };
}

test('T2 what people said wins over what was understood, before and after it, and gives way when it is taken back', () => {
  const { model, edits } = open();
  const labels = () => Object.fromEntries(get(model.labels));
  model.receive(news({ hair: [ONE, TWO] }));
  edits.set(labelKey(ONE, ANN), ['hat', 1]);
  expect(labels()).toEqual({ [ONE]: 'hat', [TWO]: 'hair' });
  model.receive(news({ cloth: [ONE] }, false, [TWO]));
  expect(labels()).toEqual({ [ONE]: 'hat' });
  edits.delete(labelKey(ONE, ANN));
  expect(labels()).toEqual({ [ONE]: 'cloth' });
  model.receive(news({ nose: [TWO] }, true));
  expect(labels()).toEqual({ [TWO]: 'nose' });
});

test('T2 labels of rooms from before they had authors count until somebody says anything else', () => {
  const { model, edits } = open();
  model.receive(news({ nose: [ONE] }));
  edits.set(plainLabelKey(ONE), 'hat');
  expect(Object.fromEntries(get(model.labels))).toEqual({ [ONE]: 'hat' });
  edits.set(labelKey(ONE, ANN), [null, 1]);
  expect(Object.fromEntries(get(model.labels))).toEqual({ [ONE]: 'nose' });
});

test('a label that is none (another version’s) is passed over, and other edits tell nothing', () => {
  const { edits, heard } = open();
  edits.set(moveKey(ONE, 'ann00000'), [...translation(1, 1), 1]);
  expect(heard).toEqual([{}]);
  edits.set(labelKey(ONE, ANN), ['tattoo', 1]);
  expect(heard.at(-1)).toEqual({});
});

test('a fresh document after a refusal brings its own labels, and the old one is not listened to', () => {
  const { page, model, edits, heard, stop } = open();
  edits.set(labelKey(ONE, ANN), ['hat', 1]);
  const fresh = editsOf(new Y.Doc());
  fresh.set(labelKey(TWO, ANN), ['nose', 1]);
  page.set({ drawing: { edits: fresh } });
  expect(Object.fromEntries(get(model.labels))).toEqual({ [TWO]: 'nose' });
  const before = heard.length;
  edits.set(labelKey(ONE, ANN), ['hair', 1]);
  expect(heard.length).toBe(before);
  stop();
});
