import { beforeEach, expect, test } from 'vitest';
import { LIVE_TAIL_TIMEOUT_MS, MAX_STROKE_POINTS } from '../../shared/limits.ts';
import type { TailUpdate } from '../../shared/liveFrame.ts';
import { decodePoints } from '../../shared/strokeCodec.ts';
import { linePoints } from '../../tests/support/strokes.ts';
import { TailBook } from './tailBook.ts';

const POINTS = linePoints(100);

let book: TailBook;

beforeEach(() => {
  book = new TailBook();
});

function add(from: number, to: number, { holder = 'h1', strokeId = 'stroke-01', now = 0 } = {}): boolean {
  const chunk = { strokeId, width: 3, from, points: new Uint8Array() };
  return book.add(holder, `subject of ${holder}`, chunk, POINTS.slice(from, to), now);
}

const spans = (tails: TailUpdate[]) => tails.map(({ from, points }) => [from, decodePoints(points).length]);

test('P2 a frame carries what is new since the frame before, and nothing twice', () => {
  add(0, 10);
  add(10, 15);
  expect(spans(book.takeFrame().tails)).toEqual([
    [0, 10],
    [10, 5],
  ]);
  expect(book.hasNews).toBe(false);
  add(15, 16);
  expect(spans(book.takeFrame().tails)).toEqual([[15, 1]]);
});

test('P2 repeated points are left out, a lost chunk is a gap', () => {
  add(0, 10);
  expect(add(5, 10)).toBe(false);
  add(5, 12);
  add(20, 25);
  expect(spans(book.takeFrame().tails)).toEqual([
    [0, 10],
    [10, 2],
    [20, 5],
  ]);
});

test('P4 the whole frame joins chunks and keeps gaps', () => {
  add(0, 10);
  add(10, 20);
  add(30, 40);
  book.takeFrame();
  expect(spans(book.wholeFrame().tails)).toEqual([
    [0, 20],
    [30, 10],
  ]);
});

test('P3 a lifted tail stays until its stroke lands, for a moment at most', () => {
  add(0, 10);
  book.lift('h1', 'stroke-01', 1_000);
  expect(book.expire(1_499)).toBe(false);
  expect(book.tails).toHaveLength(1);
  expect(book.expire(1_500)).toBe(true);
  add(0, 10, { strokeId: 'stroke-02' });
  book.lift('h1', 'stroke-02', 1_000);
  expect(book.land('stroke-02')).toBe(true);
  expect(book.takeFrame().ended).toEqual(['stroke-01', 'stroke-02']);
});

test('P3 a tail without news ends after five seconds', () => {
  add(0, 10, { now: 0 });
  add(10, 11, { now: 3_000 });
  expect(book.nextDeadline).toBe(3_000 + LIVE_TAIL_TIMEOUT_MS);
  expect(book.expire(3_000 + LIVE_TAIL_TIMEOUT_MS - 1)).toBe(false);
  expect(book.expire(3_000 + LIVE_TAIL_TIMEOUT_MS)).toBe(true);
  expect(book.nextDeadline).toBeNull();
});

test('P3 a connection takes its own tails with it, and no others', () => {
  add(0, 1);
  add(0, 1, { holder: 'h2', strokeId: 'stroke-02' });
  expect(book.drop('h1')).toBe(true);
  expect(book.drop('h1')).toBe(false);
  expect(book.tails.map(({ strokeId }) => strokeId)).toEqual(['stroke-02']);
});

test('A1 nobody continues or lifts a tail of another connection', () => {
  add(0, 10);
  expect(add(10, 20, { holder: 'h2' })).toBe(false);
  book.lift('h2', 'stroke-01', 0);
  expect(book.expire(1_000)).toBe(false);
});

test('L2 a tail has as many points as a stroke may have', () => {
  const full = linePoints(MAX_STROKE_POINTS);
  const chunk = { strokeId: 'stroke-01', width: 3, from: 0, points: new Uint8Array() };
  expect(book.add('h1', 'ann', chunk, full, 0)).toBe(true);
  expect(book.add('h1', 'ann', { ...chunk, from: MAX_STROKE_POINTS }, linePoints(1), 0)).toBe(false);
});

test('a connection has a few tails at most; the oldest makes way', () => {
  for (let i = 0; i < 6; i++) add(0, 1, { strokeId: `stroke-0${i}` });
  expect(book.tails.map(({ strokeId }) => strokeId)).toEqual([2, 3, 4, 5].map((i) => `stroke-0${i}`));
  expect(book.takeFrame().ended).toEqual(['stroke-00', 'stroke-01']);
});

test('P1 only the latest place of a cursor is sent, and a forgotten one once more as gone', () => {
  book.moveCursor('ann', { x: 1, y: 1 });
  book.moveCursor('ann', { x: 2, y: 2 });
  expect(book.takeFrame().cursors).toEqual([{ subject: 'ann', cursor: { x: 2, y: 2 } }]);
  expect(book.wholeFrame().cursors).toEqual([{ subject: 'ann', cursor: { x: 2, y: 2 } }]);
  book.forgetCursor('ann');
  book.forgetCursor('ben');
  expect(book.takeFrame().cursors).toEqual([{ subject: 'ann', cursor: null }]);
  expect(book.wholeFrame().cursors).toEqual([]);
});
