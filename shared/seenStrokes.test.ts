import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Matrix, rotation, translation } from './matrix.ts';
import { editsOf, strokesOf } from './roomDocument.ts';
import { packedSeenStrokes } from './seenStrokes.ts';
import { decodeStroke, encodeStroke } from './strokeCodec.ts';
import { cutKey, labelKey, moveKey } from './strokeEdits.ts';

function documentWith(id: string) {
  const doc = new Y.Doc();
  const points = [100, 110, 120].map((x) => ({ x, y: 50, pressure: 0.5, time: x }));
  const stroke = { author: 'ann00000', tool: 'pen' as const, width: 4, startedAt: 1, points };
  strokesOf(doc).set(id, encodeStroke(stroke));
  return doc;
}
const move = (doc: Y.Doc, id: string, matrix: Matrix, number = 1, subject = 'ben00000') =>
  editsOf(doc).set(moveKey(id, subject), [...matrix, number]);
const packedOf = (doc: Y.Doc) => packedSeenStrokes(strokesOf(doc), editsOf(doc));
const seenIn = (doc: Y.Doc) => packedOf(doc).map(({ bytes }) => decodeStroke(bytes));
const places = (doc: Y.Doc) =>
  seenIn(doc).map(({ points }) => points.map(({ x, y }) => [Math.round(x), Math.round(y)]));

describe('S2 the drawing as people see it', () => {
  it('is its strokes where nobody changed them, with their own bytes', () => {
    const doc = documentWith('stroke-1');
    expect(packedOf(doc)).toEqual([{ key: 'stroke-1', bytes: strokesOf(doc).get('stroke-1') }]);
  });

  it('has strokes where they were moved and turned to, and as wide as they were made', () => {
    const doc = documentWith('stroke-1');
    move(doc, 'stroke-1', rotation(Math.PI / 2, { x: 110, y: 50 }));
    expect(places(doc)).toEqual([
      [
        [110, 40],
        [110, 50],
        [110, 60],
      ],
    ]);
    move(doc, 'stroke-1', [2, 0, 0, 2, -100, 0]);
    expect(seenIn(doc)[0]?.width).toBe(8);
  });

  it('O6 has a stroke where the last of its moves put it, whoever made it, and where the last but one did once that is gone', () => {
    const doc = documentWith('stroke-1');
    const x = () => seenIn(doc)[0]?.points[0]?.x;
    editsOf(doc).set('stroke-1/transform', translation(1, 0));
    expect(x()).toBe(101);
    move(doc, 'stroke-1', translation(3, 0), 2, 'ann00000');
    move(doc, 'stroke-1', translation(2, 0), 1, 'ben00000');
    expect(x()).toBe(103);
    move(doc, 'stroke-1', translation(4, 0), 2, 'cid00000');
    expect(x()).toBe(104);
    editsOf(doc).delete(moveKey('stroke-1', 'cid00000'));
    editsOf(doc).delete(moveKey('stroke-1', 'ann00000'));
    expect(x()).toBe(102);
    editsOf(doc).delete(moveKey('stroke-1', 'ben00000'));
    expect(x()).toBe(101);
  });

  it('lacks what was cut, wherever the stroke was moved', () => {
    const doc = documentWith('stroke-1');
    editsOf(doc).set(cutKey('stroke-1', 'ben00000'), [32, 96]);
    move(doc, 'stroke-1', translation(0, 10));
    expect(places(doc)).toEqual([
      [
        [100, 60],
        [105, 60],
      ],
      [
        [115, 60],
        [120, 60],
      ],
    ]);
  });

  it('names every state of a stroke anew, and the same state the same', () => {
    const doc = documentWith('stroke-1');
    const keys = () => packedOf(doc).map(({ key }) => key);
    editsOf(doc).set(cutKey('stroke-1', 'ben00000'), [32, 96]);
    const cut = keys();
    expect(cut).toHaveLength(2);
    move(doc, 'stroke-1', translation(1, 0));
    expect(keys().some((key) => cut.includes(key))).toBe(false);
    editsOf(doc).delete(moveKey('stroke-1', 'ben00000'));
    expect(keys()).toEqual(cut);
    expect(decodeStroke(packedOf(doc)[1]?.bytes ?? new Uint8Array()).author).toBe('ann00000');
  });

  it('says what somebody said that a stroke draws, of each of its pieces, under the same names', () => {
    const doc = documentWith('stroke-1');
    editsOf(doc).set(labelKey('stroke-1', 'ben00000'), ['hair', 1]);
    expect(packedOf(doc).map(({ key, label }) => [key, label])).toEqual([['stroke-1', 'hair']]);
    editsOf(doc).delete(labelKey('stroke-1', 'ben00000'));
    editsOf(doc).set(cutKey('stroke-1', 'ben00000'), [32, 96]);
    const keys = packedOf(doc).map(({ key }) => key);
    editsOf(doc).set(labelKey('stroke-1', 'ben00000'), ['hat', 1]);
    expect(packedOf(doc).map(({ key, label }) => [key, label])).toEqual(keys.map((key) => [key, 'hat']));
    editsOf(doc).set(labelKey('stroke-1', 'ben00000'), ['beard', 1]);
    expect(packedOf(doc).every(({ label }) => label === undefined)).toBe(true);
  });

  it('leaves out edits that cannot be read, and those of strokes that are gone', () => {
    const doc = documentWith('stroke-1');
    move(doc, 'stroke-1', [0, 0, 0, 0, 5, 5]);
    editsOf(doc).set(cutKey('stroke-1', 'ben00000'), [96, 32]);
    move(doc, 'stroke-9', translation(1, 1));
    expect(places(doc)).toHaveLength(1);
    expect(packedOf(doc)[0]?.key).toBe('stroke-1');
  });
});
