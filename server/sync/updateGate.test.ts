import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  MAX_DOCUMENT_BYTES,
  MAX_EDITS,
  MAX_EDITS_AHEAD,
  MAX_NEW_CLIENTS_PER_UPDATE,
  MAX_STROKES,
  MAX_STRUCTS_PER_SYNC,
  MAX_YJS_CLIENTS,
} from '../../shared/limits.ts';
import { translation } from '../../shared/matrix.ts';
import type { PartId } from '../../shared/parts.ts';
import { editsOf, ROOM_ROOTS, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { cutKey, moveKey } from '../../shared/strokeEdits.ts';
import { strokeBytes } from '../../tests/support/strokes.ts';
import type { Room } from '../rooms/room.ts';
import { loadRoom, personOf } from '../testing/roomFixture.ts';
import { UpdateGate } from './updateGate.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

const ann = personOf('ann00000');
const ben = personOf('ben00000');

let room: Room;
let gate: UpdateGate;

beforeEach(async () => {
  room = await loadRoom();
  gate = new UpdateGate(room);
});

/** What a page in step with the room sends for this change. */
function updateOf(change: (doc: Y.Doc) => void, doc = new Y.Doc()): Uint8Array {
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc));
  const before = Y.encodeStateVector(doc);
  let update = Y.encodeStateAsUpdate(doc, before);
  doc.once('update', (bytes) => {
    update = bytes;
  });
  doc.transact(() => change(doc));
  return update;
}

const draw = (id: string, author = ann.subject) =>
  updateOf((doc) => strokesOf(doc).set(id, strokeBytes(author)));
const state = () => Y.encodeStateAsUpdate(room.doc);

test('C1 an allowed update reaches the live document once', () => {
  const update = draw('stroke-01');
  expect(gate.admit(update, ann)).toBe(true);
  expect(gate.admit(update, ann)).toBe(false);
  expect(room.version).toBe(1);
  expect([...strokesOf(room.doc).keys()]).toEqual(['stroke-01']);
});

test('R1 an empty first sync of a viewer is no offence, a change is', () => {
  const viewer = personOf('vic00000', 'viewer');
  expect(gate.admit(new Uint8Array([0, 0]), viewer)).toBe(false);
  expect(() => gate.admit(draw('stroke-01', viewer.subject), viewer)).toThrow(/only watch/);
});

test('A2 an erased stroke may come back under its first author, by anyone who draws', () => {
  gate.admit(draw('stroke-01'), ann);
  gate.admit(
    updateOf((doc) => strokesOf(doc).delete('stroke-01')),
    ben,
  );
  expect(room.strokeCount).toBe(0);
  gate.admit(draw('stroke-01', ann.subject), ben);
  expect(room.strokeCount).toBe(1);
});

test('A2 the same stroke put back by two at once is no offence', () => {
  gate.admit(draw('stroke-01'), ann);
  gate.admit(
    updateOf((doc) => strokesOf(doc).delete('stroke-01')),
    ben,
  );
  const [one, other] = [draw('stroke-01'), draw('stroke-01')];
  gate.admit(one, ann);
  gate.admit(other, ben);
  expect(room.strokeCount).toBe(1);
});

test('A3 an erased stroke may not come back with other bytes', () => {
  gate.admit(draw('stroke-01'), ann);
  gate.admit(
    updateOf((doc) => strokesOf(doc).delete('stroke-01')),
    ann,
  );
  const other = updateOf((doc) => strokesOf(doc).set('stroke-01', strokeBytes(ann.subject, { y: 300 })));
  expect(() => gate.admit(other, ann)).toThrow(/may not be changed/);
});

test('A1 a stroke drawn and erased within one update needs no checks, and leaves nothing', () => {
  const update = updateOf((doc) => {
    strokesOf(doc).set('stroke-01', strokeBytes('somebody-else'));
    strokesOf(doc).delete('stroke-01');
  });
  gate.admit(update, ann);
  expect(room.strokeCount).toBe(0);
  const forged = draw('stroke-01', 'somebody-else');
  expect(() => gate.admit(forged, ann)).toThrow(/another author/);
});

test('A4 a client id belongs to the first who wrote with it', () => {
  const doc = new Y.Doc();
  gate.admit(
    updateOf((d) => strokesOf(d).set('stroke-01', strokeBytes(ann.subject)), doc),
    ann,
  );
  const continued = updateOf((d) => strokesOf(d).set('stroke-02', strokeBytes(ben.subject)), doc);
  expect(() => gate.admit(continued, ben)).toThrow(/client id of another person/);
});

test('C3 a first sync that repeats what the room has brings only the rest', () => {
  const doc = new Y.Doc();
  gate.admit(
    updateOf((d) => strokesOf(d).set('stroke-01', strokeBytes(ann.subject)), doc),
    ann,
  );
  gate.admit(draw('stroke-02', ben.subject), ben);
  Y.applyUpdate(doc, state());
  strokesOf(doc).set('stroke-03', strokeBytes(ann.subject));
  let stored: Uint8Array | null = null;
  room.on('accepted', ({ update }) => {
    stored = update;
  });
  gate.admit(Y.encodeStateAsUpdate(doc), ann);
  expect(room.strokeCount).toBe(3);
  expect(Y.decodeUpdate(stored as unknown as Uint8Array).structs).toHaveLength(1);
});

test('L2 a room takes the last stroke of its limit and not one more; erasing makes room', async () => {
  const filler = new Y.Doc();
  filler.transact(() => {
    for (let i = 0; i < MAX_STROKES - 1; i++) {
      strokesOf(filler).set(`filler-${i}`, strokeBytes(ann.subject, { count: 1 }));
    }
  });
  room.accept(Y.encodeStateAsUpdate(filler), ann.subject, null);
  gate.admit(draw('stroke-01'), ann);
  expect(() => gate.admit(draw('stroke-02'), ann)).toThrow(/2000 strokes/);
  gate.admit(
    updateOf((doc) => strokesOf(doc).delete('filler-0')),
    ben,
  );
  gate.admit(draw('stroke-02'), ann);
  expect(room.strokeCount).toBe(MAX_STROKES);
});

test('G4 settings fit their schemas; a removed one falls back to its default', () => {
  gate.admit(
    updateOf((doc) => settingsMapOf(doc).set('refine.nose', 0.5)),
    ann,
  );
  expect(() =>
    gate.admit(
      updateOf((doc) => settingsMapOf(doc).set('searchSpace', 'cat')),
      ann,
    ),
  ).toThrow(/searchSpace/);
  gate.admit(
    updateOf((doc) => settingsMapOf(doc).delete('refine.nose')),
    ann,
  );
  expect(settingsMapOf(room.doc).size).toBe(0);
});

/** A deleted entry of the strokes map, as Yjs V1 writes it after client and clock. */
const deletedStruct =
  (length: number, id = 'stroke-01') =>
  (encoder: encoding.Encoder) => {
    encoding.writeUint8(encoder, 1 | 32);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 'strokes');
    encoding.writeVarString(encoder, id);
    encoding.writeVarUint(encoder, length);
  };

describe('G5 updates that would make the document unreadable', () => {
  /** One struct of this client, clock and content, as Yjs V1 writes it. */
  function struct(client: number, clock: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
    const encoder = encoding.createEncoder();
    for (const n of [1, 1, client, clock]) encoding.writeVarUint(encoder, n);
    write(encoder);
    encoding.writeVarUint(encoder, 0);
    return encoding.toUint8Array(encoder);
  }
  const garbage = (length: number) => (encoder: encoding.Encoder) => {
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, length);
  };

  test.each<[string, Uint8Array]>([
    ['a giant deleted run', struct(9, 0, deletedStruct(2 ** 52))],
    ['a giant collected run', struct(9, 0, garbage(2 ** 52))],
    ['a small collected run', struct(9, 0, garbage(1))],
    ['an empty run', struct(9, 0, deletedStruct(0))],
    ['a client id beyond 32 bits', struct(2 ** 40, 0, deletedStruct(1))],
  ])('%s is refused', (_name, update) => {
    expect(() => gate.admit(update, ann)).toThrow(UpdateRefusedError);
    expect(room.version).toBe(0);
  });
});

test('the scratch document follows changes that the server makes itself', () => {
  const own = draw('stroke-01');
  room.accept(own, ann.subject, null);
  const next = updateOf((doc) => strokesOf(doc).delete('stroke-01'));
  gate.admit(next, ann);
  expect(room.strokeCount).toBe(0);
});

test('G1 G6 a corrupted update is refused whole or keeps every rule; the room goes on', () => {
  gate.admit(draw('stroke-01'), ann);
  const good = updateOf((doc) => {
    strokesOf(doc).set('stroke-02', strokeBytes(ben.subject));
    settingsMapOf(doc).set('refine.mouth', 0.25);
    strokesOf(doc).delete('stroke-01');
  });
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(good.byteLength - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bad = Uint8Array.from(good);
      bad[at] = (bad[at] ?? 0) ^ flip;
      const before = state();
      const version = room.version;
      try {
        gate.admit(bad, ben);
      } catch (error) {
        expect(error).toBeInstanceOf(UpdateRefusedError);
        expect(state()).toEqual(before);
        expect(room.version).toBe(version);
        refused++;
      }
      expect(room.doc.store.pendingStructs).toBeNull();
      expect(room.doc.store.pendingDs).toBeNull();
      expect([...room.doc.share.keys()].every((root) => ROOM_ROOTS.includes(root))).toBe(true);
      for (const bytes of strokesOf(room.doc).values()) expect(bytes).toBeInstanceOf(Uint8Array);
    }),
    { numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(100);
  const eve = personOf('eve00000');
  expect(gate.admit(draw('stroke-99', eve.subject), eve)).toBe(true);
  // Whoever loads the room now can read it.
  const copy = new Y.Doc();
  Y.applyUpdate(copy, state());
  expect(Y.encodeStateAsUpdate(copy)).toEqual(state());
});

test('L1 a document over its limit takes nothing more, whatever it is; erasing still works', () => {
  gate.admit(draw('stroke-01'), ann);
  room.bytesWith = (more) => MAX_DOCUMENT_BYTES + more;
  expect(() => gate.admit(draw('stroke-02'), ann)).toThrow(/full/);
  const tombstones = updateOf((doc) => {
    strokesOf(doc).set('stroke-03', strokeBytes(ann.subject));
    strokesOf(doc).delete('stroke-03');
  });
  expect(() => gate.admit(tombstones, ann)).toThrow(/full/);
  gate.admit(
    updateOf((doc) => strokesOf(doc).delete('stroke-01')),
    ben,
  );
  expect(room.strokeCount).toBe(0);
});

test('G5 a room cannot be flooded with Yjs clients', () => {
  /** A deleted entry of each of these clients. */
  const pages = (first: number, count: number) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, count);
    for (let client = first; client < first + count; client++) {
      for (const n of [1, client, 0]) encoding.writeVarUint(encoder, n);
      deletedStruct(1, `stroke-${client}`)(encoder);
    }
    encoding.writeVarUint(encoder, 0);
    return encoding.toUint8Array(encoder);
  };
  expect(() => gate.admit(pages(1, MAX_NEW_CLIENTS_PER_UPDATE + 1), ann)).toThrow(/too many pages in one/);
  gate.admit(pages(1, MAX_NEW_CLIENTS_PER_UPDATE), ann);
  for (let first = 1_000; room.doc.store.clients.size < MAX_YJS_CLIENTS; first += 1_000) {
    room.accept(pages(first, 1_000), ann.subject, null);
  }
  expect(() => gate.admit(pages(500_000, MAX_NEW_CLIENTS_PER_UPDATE), ann)).toThrow(/too many pages have/);
});

test('L10 an update whose checking would take minutes is refused before it is tried', () => {
  /** One client's values for one key, all in the same place: Yjs compares each with all before it. */
  const heap = (count: number) => {
    const encoder = encoding.createEncoder();
    for (const n of [1, count, 9, 0]) encoding.writeVarUint(encoder, n);
    for (let i = 0; i < count; i++) deletedStruct(1)(encoder);
    encoding.writeVarUint(encoder, 0);
    return encoding.toUint8Array(encoder);
  };
  expect(() => gate.admit(heap(2), ann)).toThrow(/same place/);
  expect(() => gate.admit(heap(200_000), ann, MAX_STRUCTS_PER_SYNC)).toThrow(/too many changes/);
  expect(room.version).toBe(0);
});

test('L10 an hour of one slider, moved offline, is one first sync like any other', () => {
  const doc = new Y.Doc();
  for (let i = 0; i < 10_000; i++) settingsMapOf(doc).set(i % 2 ? 'refine.nose' : 'refine.mouth', i / 10_000);
  expect(gate.admit(Y.encodeStateAsUpdate(doc), ann, MAX_STRUCTS_PER_SYNC)).toBe(true);
});

describe('R10 a locked part', () => {
  const owner = personOf('own00000', 'owner');
  const lock = (part: string, on = true) => updateOf((doc) => settingsMapOf(doc).set(`lock.${part}`, on));
  // The line across the canvas at height 100 lies above every inner window.
  beforeEach(() => {
    gate.admit(draw('stroke-01'), ann);
    gate.admit(lock('remainder'), owner);
  });

  test('takes no stroke and loses none, but by its owner', () => {
    expect(() => gate.admit(draw('stroke-02'), ann)).toThrow(/remainder is locked/);
    const erase = () => updateOf((doc) => strokesOf(doc).delete('stroke-01'));
    expect(() => gate.admit(erase(), ann)).toThrow(/remainder is locked/);
    gate.admit(draw('stroke-03', owner.subject), owner);
    gate.admit(erase(), owner);
    expect([...strokesOf(room.doc).keys()]).toEqual(['stroke-03']);
  });

  test.each(['refine', 'fidelity'] as const)('H4 keeps its %s; the other parts are free', (group) => {
    const change = (part: PartId) => updateOf((doc) => settingsMapOf(doc).set(`${group}.${part}`, 0.5));
    expect(() => gate.admit(change('remainder'), ann)).toThrow(/remainder is locked/);
    gate.admit(change('nose'), ann);
  });

  test('is locked and opened by owners only', () => {
    expect(() => gate.admit(lock('nose'), ann)).toThrow(/only an owner/);
    expect(() => gate.admit(lock('remainder', false), ann)).toThrow(/only an owner/);
    const removed = updateOf((doc) => settingsMapOf(doc).delete('lock.remainder'));
    expect(() => gate.admit(removed, ann)).toThrow(/only an owner/);
    gate.admit(lock('remainder', false), owner);
    gate.admit(draw('stroke-02'), ann);
  });

  test('cannot be opened and drawn in by one update of somebody else', () => {
    const both = updateOf((doc) => {
      settingsMapOf(doc).set('lock.remainder', false);
      strokesOf(doc).set('stroke-02', strokeBytes(ann.subject));
    });
    expect(() => gate.admit(both, ann)).toThrow(UpdateRefusedError);
    expect(room.strokeCount).toBe(1);
  });
});

describe('O3 a frozen room', () => {
  const owner = personOf('own00000', 'owner');
  const set = (key: string, value: unknown) => updateOf((doc) => settingsMapOf(doc).set(key, value));
  beforeEach(() => {
    gate.admit(draw('stroke-01'), ann);
    gate.admit(set('frozen', true), owner);
  });

  test('takes no change but from owners', () => {
    expect(() => gate.admit(draw('stroke-02'), ann)).toThrow(/frozen/);
    const erase = updateOf((doc) => strokesOf(doc).delete('stroke-01'));
    expect(() => gate.admit(erase, ann)).toThrow(/frozen/);
    expect(() => gate.admit(set('refine.nose', 0.5), ann)).toThrow(/frozen/);
    gate.admit(draw('stroke-03', owner.subject), owner);
  });

  test('is thawed by owners only, not in the same update either', () => {
    expect(() => gate.admit(set('frozen', false), ann)).toThrow(UpdateRefusedError);
    const both = updateOf((doc) => {
      settingsMapOf(doc).set('frozen', false);
      strokesOf(doc).set('stroke-02', strokeBytes(ann.subject));
    });
    expect(() => gate.admit(both, ann)).toThrow(UpdateRefusedError);
    gate.admit(set('frozen', false), owner);
    gate.admit(draw('stroke-02'), ann);
  });

  test('lets everybody come back who brings nothing new', () => {
    expect(gate.admit(state(), ann)).toBe(false);
  });
});

test('O5 only owners lead: freezing, hiding cursors, the spotlight', () => {
  for (const [key, value] of [
    ['cursorsHidden', true],
    ['spotlight', ann.subject],
    ['frozen', true],
  ] as const) {
    const lead = () => updateOf((doc) => settingsMapOf(doc).set(key, value));
    expect(() => gate.admit(lead(), ann)).toThrow(/only an owner/);
    gate.admit(lead(), personOf('own00000', 'owner'));
  }
});

describe('O4 a part that somebody holds', () => {
  beforeEach(() => {
    gate.admit(draw('stroke-01'), ann);
    // The line across the canvas at height 100 lies above every inner window.
    room.edit((doc) => settingsMapOf(doc).set('hold.remainder', ben.subject));
  });

  test('is changed by them and by owners, by nobody else', () => {
    expect(() => gate.admit(draw('stroke-02'), ann)).toThrow(/remainder is locked/);
    const erase = updateOf((doc) => strokesOf(doc).delete('stroke-01'));
    expect(() => gate.admit(erase, ann)).toThrow(/remainder is locked/);
    const refine = updateOf((doc) => settingsMapOf(doc).set('refine.remainder', 0.5));
    expect(() => gate.admit(refine, ann)).toThrow(/remainder is locked/);
    gate.admit(draw('stroke-03', ben.subject), ben);
    gate.admit(draw('stroke-04', 'own00000'), personOf('own00000', 'owner'));
  });

  test('is given by the server only, whoever asks the document', () => {
    for (const person of [ann, ben, personOf('own00000', 'owner')]) {
      for (const value of [person.subject, null]) {
        const hold = updateOf((doc) => settingsMapOf(doc).set('hold.remainder', value));
        expect(() => gate.admit(hold, person)).toThrow(/server alone/);
      }
    }
  });
});

describe('S1 edits of strokes', () => {
  const shift = (id: string, by: number, { subject } = ann, number = 1) =>
    updateOf((doc) => editsOf(doc).set(moveKey(id, subject), [...translation(by, 0), number]));

  test('whoever draws moves and cuts anyone’s strokes, and they stay their authors’', () => {
    gate.admit(draw('stroke-01'), ann);
    const bytes = strokesOf(room.doc).get('stroke-01');
    gate.admit(shift('stroke-01', 20, ben), ben);
    gate.admit(
      updateOf((doc) => editsOf(doc).set(cutKey('stroke-01', ben.subject), [16, 32])),
      ben,
    );
    expect(editsOf(room.doc).size).toBe(2);
    expect(strokesOf(room.doc).get('stroke-01')).toEqual(bytes);
  });

  test('S1 nobody cuts an erased stroke in another’s name, which an undo would bring back cut', () => {
    gate.admit(draw('stroke-01'), ann);
    gate.admit(
      updateOf((doc) => strokesOf(doc).delete('stroke-01')),
      ann,
    );
    const cut = updateOf((doc) => editsOf(doc).set(cutKey('stroke-01', ann.subject), [0, 16]));
    expect(() => gate.admit(cut, ben)).toThrow(/names another person/);
  });

  test('O6 S1 a move names who made it; only who leads the room takes back others’', () => {
    gate.admit(draw('stroke-01'), ann);
    expect(() => gate.admit(shift('stroke-01', 20, ann), ben)).toThrow(/names another person/);
    const nameless = updateOf((doc) => editsOf(doc).set('stroke-01/transform', translation(5, 0)));
    expect(() => gate.admit(nameless, ben)).toThrow(/names nobody/);
    gate.admit(shift('stroke-01', 20, ben), ben);
    const back = updateOf((doc) => editsOf(doc).delete(moveKey('stroke-01', ben.subject)));
    expect(() => gate.admit(back, ann)).toThrow(/names another person/);
    expect(gate.admit(back, personOf('own00000', 'owner'))).toBe(true);
  });

  test('S1 a move of a room from before moves had authors stays where it is', () => {
    gate.admit(draw('stroke-01'), ann);
    const old = new Y.Doc();
    editsOf(old).set('stroke-01/transform', translation(5, 0));
    room.accept(Y.encodeStateAsUpdate(old), ann.subject, null);
    const away = updateOf((doc) => editsOf(doc).delete('stroke-01/transform'));
    expect(() => gate.admit(away, ann)).toThrow(/names nobody/);
    expect(gate.admit(shift('stroke-01', 20), ann)).toBe(true);
  });

  test('S1 nobody’s move is numbered beyond what others’ can follow', () => {
    gate.admit(draw('stroke-01'), ann);
    expect(() => gate.admit(shift('stroke-01', 5, ben, MAX_EDITS_AHEAD + 1), ben)).toThrow(/runs ahead/);
    expect(gate.admit(shift('stroke-01', 5, ben, MAX_EDITS_AHEAD), ben)).toBe(true);
    expect(gate.admit(shift('stroke-01', 6, ann, MAX_EDITS_AHEAD + 1), ann)).toBe(true);
  });

  test('C3 an edit of a stroke that was erased meanwhile is taken', () => {
    gate.admit(draw('stroke-01'), ann);
    const offline = shift('stroke-01', 20);
    gate.admit(
      updateOf((doc) => strokesOf(doc).delete('stroke-01')),
      ben,
    );
    expect(gate.admit(offline, ann)).toBe(true);
  });

  test.each([
    ['another field', 'stroke-01/colour', 'red'],
    ['a malformed id', 'x/move.ann00000', [1, 0, 0, 1, 0, 0, 1]],
    ['a malformed subject', 'stroke-01/cut.!', [0, 5]],
    ['a flat matrix', 'stroke-01/move.ann00000', [1, 1, 1, 1, 0, 0, 1]],
    ['a giant matrix', 'stroke-01/move.ann00000', [1e9, 0, 0, 1, 0, 0, 1]],
    ['a matrix of five', 'stroke-01/move.ann00000', [1, 0, 0, 1, 0, 1]],
    ['a move without a number', 'stroke-01/move.ann00000', [1, 0, 0, 1, 0, 0]],
    ['a move with half a number', 'stroke-01/move.ann00000', [1, 0, 0, 1, 0, 0, 1.5]],
    ['a move before the first', 'stroke-01/move.ann00000', [1, 0, 0, 1, 0, 0, 0]],
    ['a move with an endless number', 'stroke-01/move.ann00000', [1, 0, 0, 1, 0, 0, 2 ** 60]],
    ['an open cut', 'stroke-01/cut.ben00000', [0, 5, 9]],
    ['a cut backwards', 'stroke-01/cut.ben00000', [9, 5]],
    ['a cut beyond any stroke', 'stroke-01/cut.ben00000', [0, 1e6]],
    ['too many cuts', 'stroke-01/cut.ben00000', Array.from({ length: 130 }, (_, i) => i)],
    ['bytes', 'stroke-01/move.ann00000', new Uint8Array(4)],
    ['a matrix without numbers', 'stroke-01/move.ann00000', [Number.NaN, 0, 0, 1, 0, 0, 1]],
    ['an endless matrix', 'stroke-01/move.ann00000', [1, 0, 0, 1, Number.POSITIVE_INFINITY, 0, 1]],
    ['a key __proto__', '__proto__', [1, 0, 0, 1, 0, 0]],
    ['a key of an object', 'constructor/transform', { 0: 1 }],
  ])('G3 G4 refuses %s', (_what, key, value) => {
    gate.admit(draw('stroke-01'), ann);
    const before = state();
    const update = updateOf((doc) => editsOf(doc).set(key, value));
    expect(() => gate.admit(update, ann)).toThrow(UpdateRefusedError);
    expect(state()).toEqual(before);
  });

  test('R1 a viewer edits nothing', () => {
    gate.admit(draw('stroke-01'), ann);
    expect(() => gate.admit(shift('stroke-01', 20), personOf('vic00000', 'viewer'))).toThrow(/only watch/);
  });

  test('R10 strokes are moved neither out of a locked part nor into it, and none of it is cut or erased', () => {
    const mouth = Array.from({ length: 5 }, (_, i) => ({ x: 230 + i * 10, y: 376, pressure: 0.5, time: i }));
    const strokeIn = (points: typeof mouth) =>
      encodeStroke({ author: ann.subject, tool: 'pen', width: 3, startedAt: 1, points });
    const hair = mouth.map((point) => ({ ...point, y: 20 }));
    gate.admit(
      updateOf((doc) => {
        strokesOf(doc).set('stroke-mouth', strokeIn(mouth));
        strokesOf(doc).set('stroke-hair', strokeIn(hair));
        strokesOf(doc).set('stroke-moved', strokeIn(hair));
        editsOf(doc).set(moveKey('stroke-moved', ann.subject), [...translation(0, 356), 1]);
      }),
      ann,
    );
    gate.admit(
      updateOf((doc) => settingsMapOf(doc).set('lock.mouth', true)),
      personOf('own00000', 'owner'),
    );
    const refused = (change: (doc: Y.Doc) => void) =>
      expect(() => gate.admit(updateOf(change), ann)).toThrow(/locked/);
    refused((doc) => editsOf(doc).set(moveKey('stroke-mouth', ann.subject), [...translation(0, -356), 1]));
    refused((doc) => editsOf(doc).set(moveKey('stroke-hair', ann.subject), [...translation(0, 356), 1]));
    refused((doc) => editsOf(doc).set(cutKey('stroke-mouth', ann.subject), [0, 16]));
    refused((doc) => editsOf(doc).delete(moveKey('stroke-moved', ann.subject)));
    refused((doc) => strokesOf(doc).delete('stroke-moved'));
    expect(
      gate.admit(
        updateOf((doc) => editsOf(doc).set(moveKey('stroke-hair', ann.subject), [...translation(3, 3), 1])),
        ann,
      ),
    ).toBe(true);
  });

  test('S4 a room takes so many edits and no more', () => {
    const full = new Y.Doc();
    full.transact(() => {
      for (let i = 0; i < MAX_EDITS; i++) editsOf(full).set(cutKey(`stroke-${i}`, ben.subject), [0, 16]);
    });
    room.accept(Y.encodeStateAsUpdate(full), ann.subject, null);
    gate.admit(draw('stroke-one-more'), ann);
    expect(() => gate.admit(shift('stroke-one-more', 1), ann)).toThrow(/at most/);
    gate.admit(
      updateOf((doc) => editsOf(doc).delete(cutKey('stroke-0', ben.subject))),
      ben,
    );
    expect(gate.admit(shift('stroke-one-more', 1), ann)).toBe(true);
  });

  test('A1 nobody but an owner cuts in another’s name, or takes back another’s cut', () => {
    gate.admit(draw('stroke-01'), ann);
    const cut = (subject: string, value = [0, 5]) =>
      updateOf((doc) => editsOf(doc).set(cutKey('stroke-01', subject), value));
    expect(() => gate.admit(cut(ann.subject), ben)).toThrow(/another person/);
    gate.admit(cut(ben.subject), ben);
    const back = () => updateOf((doc) => editsOf(doc).delete(cutKey('stroke-01', ben.subject)));
    expect(() => gate.admit(back(), ann)).toThrow(/another person/);
    expect(() => gate.admit(cut(ben.subject, [0, 100]), ann)).toThrow(/another person/);
    expect(gate.admit(back(), personOf('own00000', 'owner'))).toBe(true);
  });

  test('an edit of a stroke that never was is refused', () => {
    gate.admit(draw('stroke-01'), ann);
    expect(() => gate.admit(shift('stroke-02', 20), ann)).toThrow(/no stroke/);
    const both = updateOf((doc) => {
      strokesOf(doc).set('stroke-02', strokeBytes(ann.subject));
      editsOf(doc).set(moveKey('stroke-02', ann.subject), [...translation(3, 0), 1]);
    });
    expect(gate.admit(both, ann)).toBe(true);
  });

  test('O3 nobody but an owner edits strokes of a frozen room', () => {
    gate.admit(draw('stroke-01'), ann);
    const owner = personOf('own00000', 'owner');
    gate.admit(
      updateOf((doc) => settingsMapOf(doc).set('frozen', true)),
      owner,
    );
    expect(() => gate.admit(shift('stroke-01', 20), ann)).toThrow(/frozen/);
    expect(gate.admit(shift('stroke-01', 20), owner)).toBe(true);
  });
});
