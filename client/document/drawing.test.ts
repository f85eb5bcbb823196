import fc from 'fast-check';
import { get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MAX_UPDATE_BYTES } from '../../shared/limits.ts';
import type { Stroke } from '../../shared/strokeCodec.ts';
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
