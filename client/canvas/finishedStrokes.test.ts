import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { translation } from '../../shared/matrix.ts';
import { editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { cutKey, moveKey } from '../../shared/strokeEdits.ts';
import { FinishedStrokes, type StrokeChanges } from './finishedStrokes.ts';

const packed = (x: number) =>
  encodeStroke({
    author: 'ada',
    tool: 'pen',
    width: 2,
    startedAt: 1,
    points: [{ x, y: 20, pressure: 0.5, time: 0 }],
  });

it('follows the document, and leaves out what it cannot read', () => {
  const doc = new Y.Doc();
  const map = strokesOf(doc);
  map.set('before', packed(10));
  const heard: StrokeChanges[] = [];
  const strokes = new FinishedStrokes(map, editsOf(doc), (changes) => heard.push(changes));
  const ids = () => [...strokes.all()].map(({ id }) => id);
  expect(ids()).toEqual(['before']);

  map.set('new', packed(30));
  map.set('unreadable', new Uint8Array([99]));
  map.delete('before');
  expect(ids()).toEqual(['new']);
  expect(heard.map(({ added, removed }) => [added.length, removed.length])).toEqual([
    [1, 0],
    [0, 0],
    [0, 1],
  ]);
  expect(heard[0]?.added[0]?.bounds).toEqual({ x: 27, y: 17, width: 6, height: 6 });

  strokes.destroy();
  map.set('later', packed(1));
  expect(ids()).toEqual(['new']);
});

it('S2 follows edits, whether they come before the stroke or after', () => {
  const doc = new Y.Doc();
  const map = strokesOf(doc);
  editsOf(doc).set(moveKey('stroke-a', 'ben00000'), [...translation(5, 0), 1]);
  const strokes = new FinishedStrokes(map, editsOf(doc), () => {});
  map.set('stroke-a', packed(10));
  expect(strokes.get('stroke-a')?.points[0]?.x).toBe(15);
  editsOf(doc).set(moveKey('stroke-a', 'ben00000'), [...translation(9, 0), 2]);
  expect(strokes.get('stroke-a')?.points[0]?.x).toBe(19);
  editsOf(doc).set(cutKey('stroke-a', 'ben00000'), [0, 0]);
  expect(strokes.get('stroke-a')?.lines).toEqual([]);
  editsOf(doc).delete(cutKey('stroke-a', 'ben00000'));
  expect(strokes.get('stroke-a')?.lines).toHaveLength(1);
});
