import { expect, test } from 'vitest';
import { LIVE_TAIL_TIMEOUT_MS } from '../../shared/limits.ts';
import { decodeLiveFrame, encodeLiveFrame, type LiveFrame } from '../../shared/liveFrame.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { linePoints } from '../../tests/support/strokes.ts';
import { ElsewhereTails, joined } from './elsewhereTails.ts';

const NOW = 1_000;
const ink = (strokeId: string, from = 0, subject = 'ann00000') => ({
  subject,
  strokeId,
  width: 3,
  from,
  points: encodePoints(linePoints(4)),
});
const frame = (parts: Partial<LiveFrame>) => encodeLiveFrame(joined([parts]));
const idsOf = ({ tails }: Pick<ElsewhereTails, 'tails'>) => tails.map(({ strokeId }) => strokeId);

test('X6 P2 what is drawn at another server is told at once, and counts as a tail here', () => {
  const tails = new ElsewhereTails();
  const text = frame({
    tails: [ink('stroke-1')],
    cursors: [{ subject: 'ann00000', cursor: { x: 1, y: 2 } }],
  });
  expect(tails.take('one', text, NOW)).toBe(text);
  expect(tails.tails).toMatchObject([{ subject: 'ann00000', strokeId: 'stroke-1' }]);
  expect(tails.sequence).toBe(1);
  expect(tails.nextDeadline).toBe(NOW + LIVE_TAIL_TIMEOUT_MS);
  expect(tails.hasEnds).toBe(false);
});

test('X6 P3 an end waits for the next frame, so that none takes a tail away before its stroke is here', () => {
  const tails = new ElsewhereTails();
  tails.take('one', frame({ tails: [ink('stroke-1')] }), NOW);
  expect(tails.take('one', frame({ ended: ['stroke-1'] }), NOW)).toBeNull();
  expect(idsOf(tails)).toEqual([]);
  expect(tails.hasEnds).toBe(true);
  expect(tails.takeEnds().ended).toEqual(['stroke-1']);
  expect(tails.hasEnds).toBe(false);
  const mixed = tails.take('one', frame({ tails: [ink('stroke-2')], ended: ['stroke-1'] }), NOW);
  expect(decodeLiveFrame(mixed ?? '')).toMatchObject({ tails: [{ strokeId: 'stroke-2' }], ended: [] });
});

test('P3 a tail ends when its stroke lands here, and after five seconds without news', () => {
  const tails = new ElsewhereTails();
  tails.take('one', frame({ tails: [ink('stroke-1'), ink('stroke-2', 0, 'ben00000')] }), NOW);
  tails.land('stroke-1');
  tails.land('stroke-of-nobody');
  expect(idsOf(tails)).toEqual(['stroke-2']);
  expect(tails.expire(NOW + LIVE_TAIL_TIMEOUT_MS - 1)).toBe(false);
  expect(tails.expire(NOW + LIVE_TAIL_TIMEOUT_MS)).toBe(true);
  expect(tails.takeEnds().ended).toEqual(['stroke-1', 'stroke-2']);
});

test('X6 where a server ends, its tails, cursors and views end, those of others stay', () => {
  const tails = new ElsewhereTails();
  const view = { x: 1, y: 2, zoom: 3 };
  const about = {
    cursors: [{ subject: 'ann00000', cursor: { x: 1, y: 2 } }],
    views: [{ subject: 'ann00000', view }],
  };
  tails.take('one', frame({ tails: [ink('stroke-1')], ...about }), NOW);
  tails.take('two', frame({ tails: [ink('stroke-2', 0, 'ben00000')] }), NOW);
  const before = tails.sequence;
  expect(tails.wholeFrame()).toMatchObject({
    tails: [{ strokeId: 'stroke-1' }, { strokeId: 'stroke-2' }],
    ...about,
  });
  expect(tails.drop('one')).toBe(true);
  expect(tails.drop('one')).toBe(false);
  expect(tails.takeEnds()).toMatchObject({
    ended: ['stroke-1'],
    cursors: [{ subject: 'ann00000', cursor: null }],
  });
  expect(tails.wholeFrame()).toMatchObject({ tails: [{ strokeId: 'stroke-2' }], cursors: [], views: [] });
  // A picture of before must not look newer than one of now.
  expect(tails.sequence).toBeGreaterThan(before);
});

test('U1 X6 what somebody at another server looked at is forgotten when they leave it', () => {
  const tails = new ElsewhereTails();
  const view = { x: 1, y: 2, zoom: 3 };
  const views = ['ann00000', 'ben00000'].map((subject) => ({ subject, view }));
  tails.take('one', frame({ views }), NOW);
  tails.keepViewsOf('two', new Set());
  tails.keepViewsOf('one', new Set(['ben00000']));
  expect(tails.wholeFrame().views).toEqual([{ subject: 'ben00000', view }]);
  tails.drop('one');
  expect(tails.wholeFrame().views).toEqual([]);
});

test('W8 points that cannot be read are left out, the rest of the frame counts', () => {
  const tails = new ElsewhereTails();
  const broken = { ...ink('stroke-1'), points: new Uint8Array([255]) };
  tails.take('one', frame({ tails: [broken, ink('stroke-2')] }), NOW);
  expect(idsOf(tails)).toEqual(['stroke-2']);
});
