import { expect, test } from 'vitest';
import type { FacePlacement, SoughtLines } from '../../shared/facePlacement.ts';
import { apply } from '../../shared/similarity.ts';
import { ApiFailure } from '../api/apiFailure.ts';
import { placeFace } from './placeFace.ts';

const page = { x: 100, y: 0, width: 1024, height: 512 };
const drawing = {
  page,
  lines: [
    [
      { x: 100, y: 0 },
      { x: 1124, y: 512 },
    ],
  ],
};

function answering(answer: FacePlacement | ApiFailure) {
  const asked: SoughtLines[] = [];
  const findFace = async (sought: SoughtLines) => {
    asked.push(sought);
    if (answer instanceof ApiFailure) throw answer;
    return answer;
  };
  return { findFace, asked };
}

test('I11 the page is shown whole, and the answer leads from the drawing to the sheet', async () => {
  const server = answering({ found: 'face', placement: { scale: 2, tilt: Math.PI / 2, x: 10, y: 20 } });
  const moves = await placeFace(drawing, server);
  const [line = []] = server.asked[0]?.lines ?? [];
  expect([...line.slice(0, 2), ...line.slice(-2)]).toEqual([0, 128, 512, 384]);
  // its lower right corner: (512, 384) on the sheet, turned by a quarter and doubled
  const corner = moves && apply(moves, { x: 1124, y: 512 });
  expect(corner).toEqual({ x: expect.closeTo(10 - 2 * 384), y: expect.closeTo(20 + 2 * 512) });
});

test.each([
  ['shows no face', { found: 'no-face' }],
  ['meets weights without an aligner', { found: 'no-aligner' }],
  ['meets a busy server', new ApiFailure('rate-limited', 'busy')],
  ['waits too long', new ApiFailure('unreachable', 'no answer')],
  ['is not read', new ApiFailure('bad-request', 'This drawing takes too long to read.')],
] as const)('I11 a drawing that %s is left to be placed by its ink', async (_, answer) => {
  expect(await placeFace(drawing, answering(answer))).toBeNull();
});

test('I11 without lines on its page nothing is asked', async () => {
  const server = answering({ found: 'no-face' });
  expect(await placeFace({ page, lines: [] }, server)).toBeNull();
  expect(server.asked).toEqual([]);
});
