import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { MAX_DOCUMENT_BYTES, MAX_STROKES } from '../../shared/limits.ts';
import { rotation, translation } from '../../shared/matrix.ts';
import { editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { type DrawnStroke, parseRoomFile, roomFileOf, strokesOfRoomFile } from '../../shared/roomFile.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { CUT_STEPS, cutKey, labelKey, labelsSaid, moveKey } from '../../shared/strokeEdits.ts';
import { Drawing } from '../document/drawing.ts';
import { seenStrokes } from '../picture/seenStrokes.ts';
import { fits } from './addStrokes.ts';

const EVE = 'eve00000';
const bytesOf = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc).byteLength;

/** A room of as many strokes as there may be. */
function fullRoom(points: number): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (let n = 0; n < MAX_STROKES; n++) {
      const stroke = {
        author: 'ann00000',
        tool: 'pen' as const,
        width: 3,
        startedAt: 1_000 + n,
        points: Array.from({ length: points }, (_, i) => ({
          x: 100 + (n % 300) + Math.sin(i + n) * 60,
          y: 200 + 60 * Math.cos(i * 1.7 + n),
          pressure: 0.5,
          time: i * 16,
        })),
      };
      strokesOf(doc).set(`stroke-${String(n).padStart(9, '0')}`, encodeStroke(stroke));
    }
  });
  return doc;
}

/** Each stroke cut by two people, some moved over the edge, some named. */
function cutUp(doc: Y.Doc): void {
  doc.transact(() => {
    let n = 0;
    for (const id of strokesOf(doc).keys()) {
      const cuts = (from: number) =>
        Array.from({ length: 6 }, (_, i) => CUT_STEPS * Math.floor(i / 2) + from + 9 * (i % 2));
      editsOf(doc).set(cutKey(id, 'ann00000'), cuts(5 + (n % 7)));
      editsOf(doc).set(cutKey(id, 'ben00000'), cuts(30));
      // as the page rounds what it writes
      const turned = rotation(n, { x: 250, y: 60 }).map((value) => Math.round(value * 4096) / 4096);
      if (n % 3 === 0) editsOf(doc).set(moveKey(id, 'ben00000'), [...turned, 1]);
      if (n % 9 === 0) editsOf(doc).set(moveKey(id, 'ann00000'), [...translation(n % 400, 0), 2]);
      if (n % 5 === 0) editsOf(doc).set(labelKey(id, 'ann00000'), ['hair', 1]);
      n++;
    }
  });
}

/** What the room's file brings into an empty room; null where it does not fit. */
function broughtBack(doc: Y.Doc): Y.Doc | null {
  const file = roomFileOf({ doc, settings: DEFAULT_SETTINGS, people: [], savedAt: 0 });
  const drawn = strokesOfRoomFile(parseRoomFile(JSON.stringify(file)), EVE, 5_000);
  const fresh = drawn.map((one: DrawnStroke, n) => ({ ...one, id: `copy-${String(n).padStart(11, '0')}` }));
  const room = new Y.Doc();
  if (!fits(room, fresh, EVE)) return null;
  new Drawing(room).addAll(fresh, EVE);
  return room;
}

const looks = (doc: Y.Doc) =>
  seenStrokes(doc).map(({ width, points }) => [
    width,
    ...points.flatMap(({ x, y }) => [Math.round(x * 8) / 8, Math.round(y * 8) / 8]),
  ]);

test('E3 a full room that is cut into four times as many lines goes out and comes back, and looks the same', () => {
  const doc = fullRoom(8);
  cutUp(doc);
  expect(seenStrokes(doc).length).toBeGreaterThan(3 * MAX_STROKES);
  const back = broughtBack(doc);
  expect(back && looks(back)).toEqual(looks(doc));
  expect(labelsSaid(editsOf(back as Y.Doc)).size).toBe(MAX_STROKES / 5);
});

// Ten seconds of work on one core: beside other tests it takes its time.
test('E3 a room whose document is as large as it may be comes back too', { timeout: 60_000 }, () => {
  const doc = fullRoom(410);
  expect(bytesOf(doc)).toBeGreaterThan(0.93 * MAX_DOCUMENT_BYTES);
  expect(bytesOf(doc)).toBeLessThan(MAX_DOCUMENT_BYTES);
  const back = broughtBack(doc);
  expect(back && strokesOf(back).size).toBe(MAX_STROKES);
});

test('E3 a stroke more than the room takes does not come in', () => {
  const doc = fullRoom(2);
  const one = {
    stroke: {
      author: EVE,
      tool: 'pen' as const,
      width: 3,
      startedAt: 1,
      points: [{ x: 1, y: 1, pressure: 0.5, time: 0 }],
    },
  };
  expect(fits(doc, [{ ...one, id: 'one-more-stroke' }], EVE)).toBe(false);
});
