import fc from 'fast-check';
import { get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MAX_EDITS, MAX_UPDATE_BYTES } from '../../shared/limits.ts';
import type { Matrix } from '../../shared/matrix.ts';
import { editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { placeIn } from '../../shared/seenStrokes.ts';
import { encodeStroke, type Stroke } from '../../shared/strokeCodec.ts';
import { cutKey, moveKey } from '../../shared/strokeEdits.ts';
import { Drawing } from './drawing.ts';

/** Two people whose documents follow each other at once. */
function twoPeople() {
  const docs = [new Y.Doc(), new Y.Doc()] as const;
  docs[0].on('update', (update, origin) => origin !== 'relay' && Y.applyUpdate(docs[1], update, 'relay'));
  docs[1].on('update', (update, origin) => origin !== 'relay' && Y.applyUpdate(docs[0], update, 'relay'));
  const [ada, bo] = docs.map((doc) => new Drawing(doc)) as [Drawing, Drawing];
  return { ada, bo, docs };
}

function stroke(author: string, points = 3): Stroke {
  return {
    author,
    tool: 'pen',
    width: 3,
    startedAt: 1,
    points: Array.from({ length: points }, (_, n) => ({
      x: (n * 97) % 512,
      y: (n * 211) % 512,
      pressure: 0.5,
      time: n,
    })),
  };
}

function draw(person: Drawing, id: string, author: string): void {
  person.undo.startGesture();
  person.add(id, stroke(author));
}

function eraseOne(person: Drawing, id: string): void {
  person.undo.startGesture();
  person.erase([id]);
}

const idsOf = (person: Drawing) => [...person.strokes.keys()].sort();

describe('own undo', () => {
  it('takes back only this person’s last stroke', () => {
    const { ada, bo } = twoPeople();
    draw(ada, 'ada-1', 'ada');
    draw(bo, 'bo-1', 'bo');
    ada.undo.undo();
    expect(idsOf(bo)).toEqual(['bo-1']);
    ada.undo.redo();
    expect(idsOf(bo)).toEqual(['ada-1', 'bo-1']);
  });

  it('puts an erased stroke of another back with the same id and bytes', () => {
    const { ada, bo } = twoPeople();
    draw(bo, 'bo-1', 'bo');
    const before = bo.strokes.get('bo-1');
    eraseOne(ada, 'bo-1');
    expect(idsOf(bo)).toEqual([]);
    ada.undo.undo();
    expect(bo.strokes.get('bo-1')).toEqual(before);
  });

  it('leaves a stroke alone that another erased and brought back', () => {
    const { ada, bo } = twoPeople();
    draw(ada, 'ada-1', 'ada');
    eraseOne(bo, 'ada-1');
    bo.undo.undo();
    ada.undo.undo();
    expect(idsOf(ada)).toEqual(['ada-1']);
  });

  it('treats one sweep of the eraser as one step', () => {
    const { ada } = twoPeople();
    for (const id of ['a', 'b', 'c']) draw(ada, id, 'ada');
    ada.undo.startGesture();
    ada.erase(['a']);
    ada.erase(['c']);
    ada.undo.undo();
    expect(idsOf(ada)).toEqual(['a', 'b', 'c']);
    ada.undo.redo();
    expect(idsOf(ada)).toEqual(['b']);
  });

  it('says what can be undone and redone', () => {
    const { ada } = twoPeople();
    expect(get(ada.undo.available)).toEqual({ undo: false, redo: false });
    draw(ada, 'a', 'ada');
    expect(get(ada.undo.available)).toEqual({ undo: true, redo: false });
    ada.undo.undo();
    expect(get(ada.undo.available)).toEqual({ undo: false, redo: true });
    draw(ada, 'b', 'ada');
    expect(get(ada.undo.available)).toEqual({ undo: true, redo: false });
  });

  it('keeps every update of a large clear and of its undo within the limit of one update', () => {
    const { ada, docs } = twoPeople();
    for (let n = 0; n < 40; n++) {
      ada.undo.startGesture();
      ada.add(`long-stroke-${n}`, stroke('ada', 1_500));
    }
    const sizes: number[] = [];
    docs[0].on('update', (update) => sizes.push(update.byteLength));
    ada.clear();
    expect(ada.strokes.size).toBe(0);
    ada.undo.undo();
    expect(ada.strokes.size).toBe(40);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_UPDATE_BYTES);
  });

  it('never removes another person’s stroke, whatever the two do', () => {
    const action = fc.record({
      who: fc.constantFrom('ada', 'bo'),
      what: fc.constantFrom('draw', 'undo', 'redo'),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const people = twoPeople();
        let count = 0;
        for (const { who, what } of actions) {
          const person = people[who as 'ada' | 'bo'];
          const other = who === 'ada' ? 'bo' : 'ada';
          const before = idsOf(person).filter((id) => id.startsWith(other));
          if (what === 'draw') draw(person, `${who}-${count++}`, who);
          if (what === 'undo') person.undo.undo();
          if (what === 'redo') person.undo.redo();
          expect(idsOf(person).filter((id) => id.startsWith(other))).toEqual(before);
          expect(idsOf(people.ada)).toEqual(idsOf(people.bo));
        }
      }),
    );
  });
});

describe('S3 own moves and cuts', () => {
  const shift = (by: number): Matrix => [1, 0, 0, 1, by, 0];
  const ID = 'stroke-01';
  /** three points, so 128 steps */
  const strokeAt = (x: number, y: number): Stroke => ({
    author: 'ann00000',
    tool: 'pen',
    width: 3,
    startedAt: 1,
    points: [0, 10, 20].map((dx) => ({ x: x + dx, y, pressure: 0.5, time: dx })),
  });

  /** Two people's documents that hear of each other at once. */
  function pair() {
    const docs = [new Y.Doc(), new Y.Doc()] as const;
    const [one, other] = docs;
    one.on('update', (update, origin) => origin !== 'net' && Y.applyUpdate(other, update, 'net'));
    other.on('update', (update, origin) => origin !== 'net' && Y.applyUpdate(one, update, 'net'));
    strokesOf(one).set(ID, encodeStroke(strokeAt(20, 256)));
    return { ann: new Drawing(one), ben: new Drawing(other), edits: editsOf(one), strokes: strokesOf(one) };
  }

  it('are taken back and done again', () => {
    const { ann, edits } = pair();
    ann.undo.startGesture();
    ann.move(new Map([[ID, shift(10)]]), 'ann00000');
    ann.undo.startGesture();
    ann.cut(new Map([[ID, [[0, 16]]]]), 'ann00000');
    ann.undo.undo();
    expect([...edits.keys()]).toEqual([moveKey(ID, 'ann00000')]);
    ann.undo.undo();
    expect(edits.size).toBe(0);
    ann.undo.redo();
    expect(placeIn(edits, ID)).toEqual(shift(10));
  });

  it('are not taken back where another person moved the stroke since', () => {
    const { ann, ben, edits } = pair();
    ann.undo.startGesture();
    ann.move(new Map([[ID, shift(10)]]), 'ann00000');
    ben.undo.startGesture();
    ben.move(new Map([[ID, shift(20)]]), 'ben00000');
    ann.undo.undo();
    expect(placeIn(edits, ID)).toEqual(shift(20));
  });

  it('that are still to be written when another step begins belong to their own, and undo has them written first', () => {
    const { ada } = twoPeople();
    draw(ada, 'a', 'ada');
    const sweep = ada.undo.startGesture();
    const cut = (from: number) =>
      ada.undo.within(sweep, () => ada.cut(new Map([['a', [[from, from + 8]]]]), 'ada'));
    const waiting = [64];
    ada.undo.finishSteps = () => waiting.splice(0).forEach(cut);
    cut(0);
    draw(ada, 'b', 'ada');
    cut(32);
    ada.undo.undo();
    expect([ada.strokes.has('b'), ada.edits.get(cutKey('a', 'ada'))]).toEqual([
      false,
      [0, 8, 32, 40, 64, 72],
    ]);
    ada.undo.undo();
    expect([ada.edits.size, ada.strokes.has('a')]).toEqual([0, true]);
    ada.undo.redo();
    ada.undo.redo();
    expect([ada.strokes.has('b'), ada.edits.get(cutKey('a', 'ada'))]).toEqual([true, [0, 8, 32, 40, 64, 72]]);
  });

  it('leave what others cut when they are taken back', () => {
    const { ann, ben, edits } = pair();
    ann.undo.startGesture();
    ann.cut(new Map([[ID, [[0, 16]]]]), 'ann00000');
    ben.undo.startGesture();
    ben.cut(new Map([[ID, [[8, 32]]]]), 'ben00000');
    ann.undo.undo();
    expect([...edits.keys()]).toEqual([cutKey(ID, 'ben00000')]);
  });

  it('of one person add up in one value, and each sweep is a step', () => {
    const { ann, edits } = pair();
    for (const from of [0, 40]) {
      ann.undo.startGesture();
      ann.cut(new Map([[ID, [[from, from + 8]]]]), 'ann00000');
    }
    expect(edits.get(cutKey(ID, 'ann00000'))).toEqual([0, 8, 40, 48]);
    ann.undo.undo();
    expect(edits.get(cutKey(ID, 'ann00000'))).toEqual([0, 8]);
  });

  it('are there again when a clear is taken back', () => {
    const { ann, edits, strokes } = pair();
    ann.undo.startGesture();
    ann.move(new Map([[ID, shift(10)]]), 'ann00000');
    ann.clear();
    expect(strokes.size).toBe(0);
    ann.undo.undo();
    expect(strokes.has(ID)).toBe(true);
    expect(placeIn(edits, ID)).toEqual(shift(10));
  });

  it('that leave nothing of a stroke erase it, and undo brings back what was there', () => {
    const { ann, ben, edits, strokes } = pair();
    ben.cut(new Map([[ID, [[0, 64]]]]), 'ben00000');
    ann.undo.startGesture();
    ann.cut(new Map([[ID, [[60, 128]]]]), 'ann00000');
    expect(strokes.size).toBe(0);
    ann.undo.undo();
    expect(strokes.has(ID)).toBe(true);
    expect([...edits.keys()]).toEqual([cutKey(ID, 'ben00000')]);
  });

  it('are given up in parts that others hold, where the stroke is and where it would go', () => {
    const { ann, edits, strokes } = pair();
    strokes.set('stroke-mouth', encodeStroke(strokeAt(240, 376)));
    ann.barred = () => new Set(['mouth']);
    const heard: string[] = [];
    ann.onBarred = (part) => heard.push(part);
    ann.cut(new Map([['stroke-mouth', [[0, 16]]]]), 'ann00000');
    ann.move(new Map([['stroke-mouth', shift(-200)]]), 'ann00000');
    ann.move(new Map([[ID, [1, 0, 0, 1, 220, 120]]]), 'ann00000');
    expect(edits.size).toBe(0);
    expect(heard).toEqual(['mouth', 'mouth', 'mouth']);
    ann.move(new Map([[ID, shift(5)]]), 'ann00000');
    expect(edits.size).toBe(1);
  });

  it('of a full room make place for themselves where strokes are gone', () => {
    const { ann, edits } = pair();
    edits.doc?.transact(() => {
      for (let i = 0; i < MAX_EDITS; i++) edits.set(cutKey(`stroke-gone-${i}`, 'ben00000'), [0, 16]);
    });
    expect(ann.move(new Map([[ID, shift(5)]]), 'ann00000')).toBe(true);
    expect([...edits.keys()]).toEqual([moveKey(ID, 'ann00000')]);
    ann.undo.undo();
    expect(edits.size).toBe(0);
  });

  it('O6 are put back by an owner, of one person only: a stroke lies where the last other one moved it', () => {
    const { ann, ben, edits, strokes } = pair();
    const cid = 'cid00000';
    strokes.set('stroke-02', encodeStroke(strokeAt(20, 256)));
    const to = (by: number, ...ids: string[]) => new Map(ids.map((id) => [id, shift(by)]));
    ann.move(to(10, ID), 'ann00000');
    ben.move(to(20, ID, 'stroke-02'), 'ben00000');
    expect(ann.editedBy('ben00000')).toEqual(new Set([ID, 'stroke-02']));
    ann.undo.startGesture();
    ann.mend('ben00000');
    expect([placeIn(edits, ID), placeIn(edits, 'stroke-02')]).toEqual([shift(10), null]);
    ann.undo.undo();
    expect([placeIn(edits, ID), placeIn(edits, 'stroke-02')]).toEqual([shift(20), shift(20)]);
    ben.move(to(30, ID), cid);
    ann.mend('ben00000');
    expect([placeIn(edits, ID), placeIn(edits, 'stroke-02')]).toEqual([shift(30), null]);
    ann.mend(cid);
    expect(placeIn(edits, ID)).toEqual(shift(10));
  });

  it('are mended by an owner, of one person only', () => {
    const { ann, ben, edits } = pair();
    ann.cut(new Map([[ID, [[0, 16]]]]), 'ann00000');
    ben.cut(new Map([[ID, [[32, 48]]]]), 'ben00000');
    ann.mend('ben00000');
    expect([...edits.keys()]).toEqual([cutKey(ID, 'ann00000')]);
  });

  it('and strokes in a part that somebody else holds by now stay when undo comes to them: it passes on', () => {
    const { ann, strokes } = pair();
    const steps: [string, number, number][] = [
      ['stroke-hair', 20, 20],
      ['stroke-mouth', 240, 376],
    ];
    for (const [id, x, y] of steps) {
      ann.undo.startGesture();
      ann.add(id, strokeAt(x, y));
    }
    ann.barred = () => new Set(['mouth']);
    const heard: string[] = [];
    ann.onBarred = (part) => heard.push(part);
    ann.undo.undo();
    expect([...strokes.keys()].sort()).toEqual([ID, 'stroke-mouth']);
    expect(heard).toEqual(['mouth']);
    ann.undo.undo();
    expect(strokes.has('stroke-mouth')).toBe(true);
    ann.barred = () => new Set();
    ann.undo.undo();
    expect([...strokes.keys()]).toEqual([ID]);
    ann.undo.redo();
    expect(strokes.has('stroke-mouth')).toBe(true);
  });

  it('and what was erased or moved in such a part is not put back by undo either', () => {
    const { ann, strokes, edits } = pair();
    strokes.set('stroke-mouth', encodeStroke(strokeAt(240, 376)));
    ann.undo.startGesture();
    ann.erase(['stroke-mouth']);
    ann.undo.startGesture();
    ann.move(new Map([[ID, [1, 0, 0, 1, 220, 120]]]), 'ann00000');
    ann.barred = () => new Set(['mouth']);
    ann.undo.undo();
    expect([...strokes.keys()]).toEqual([ID]);
    expect(edits.size).toBe(1);
  });
});
