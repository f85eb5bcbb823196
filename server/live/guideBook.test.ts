import { expect, test } from 'vitest';
import { MAX_LASER_POINTS } from '../../shared/limits.ts';
import { decodeLiveFrame, encodeLiveFrame } from '../../shared/liveFrame.ts';
import { GuideBook } from './guideBook.ts';

const view = { x: 64, y: 32.5, zoom: 2 };

test('U1 a view is told once, and to whoever comes later; who left has none', () => {
  const book = new GuideBook();
  book.look('ann00000', { ...view, zoom: 1 });
  book.look('ann00000', view);
  expect(book.take()).toEqual({ views: [{ subject: 'ann00000', view }], lasers: [] });
  expect(book.hasNews).toBe(false);
  expect(book.whole().views).toEqual([{ subject: 'ann00000', view }]);
  book.forget('ann00000');
  expect(book.whole().views).toEqual([]);
});

test('U2 a laser’s points are told once and kept nowhere; a flood loses its oldest ones', () => {
  const book = new GuideBook();
  const points = Array.from({ length: 40 }, (_, i) => ({ x: i, y: 1 }));
  book.point('ann00000', points);
  book.point('ann00000', points);
  const { lasers } = book.take();
  expect(lasers[0]?.points).toHaveLength(MAX_LASER_POINTS);
  expect(lasers[0]?.points.at(-1)).toEqual({ x: 39, y: 1 });
  expect(book.take().lasers).toEqual([]);
  expect(book.whole().lasers).toEqual([]);
});

test('views and lasers come out of a frame as they went in', () => {
  const frame = {
    tails: [],
    ended: [],
    cursors: [],
    views: [{ subject: 'ann00000', view }],
    lasers: [{ subject: 'ben00000', points: [{ x: 1.5, y: 511 }] }],
  };
  expect(decodeLiveFrame(encodeLiveFrame(frame))).toEqual(frame);
});
