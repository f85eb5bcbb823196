import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { stillMissing, unconfirmedStrokes } from './refusedStrokes.ts';

const bytes = encodeStroke({
  author: 'ada',
  tool: 'pen',
  width: 3,
  startedAt: 1,
  points: [{ x: 1, y: 2, pressure: 0.5, time: 0 }],
});

describe('refused strokes', () => {
  it('are those beyond what the server has stored', () => {
    const doc = new Y.Doc();
    strokesOf(doc).set('confirmed', bytes);
    const stored = Y.decodeStateVector(Y.encodeStateVector(doc));
    strokesOf(doc).set('new', bytes);
    strokesOf(doc).set('erased', bytes);
    strokesOf(doc).delete('erased');
    const refused = unconfirmedStrokes(doc, (client) => stored.get(client) ?? 0);
    expect(refused.map(({ id }) => id)).toEqual(['new']);
  });

  it('leave out what cannot be read', () => {
    const doc = new Y.Doc();
    strokesOf(doc).set('broken', new Uint8Array([9, 9]));
    expect(unconfirmedStrokes(doc, () => 0)).toEqual([]);
  });

  it('are worth drawing again only where the fresh document lacks them', () => {
    const old = new Y.Doc();
    strokesOf(old).set('arrived', bytes);
    strokesOf(old).set('lost', bytes);
    const fresh = new Y.Doc();
    strokesOf(fresh).set('arrived', bytes);
    const refused = unconfirmedStrokes(old, () => 0);
    expect(stillMissing(refused, fresh).map(({ id }) => id)).toEqual(['lost']);
  });
});
