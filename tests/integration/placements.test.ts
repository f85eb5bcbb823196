import { afterAll, beforeAll, expect, test } from 'vitest';
import { RefusedError } from '../../server/rooms/errors.ts';
import type { CreatedRoom } from '../../shared/api.ts';
import { facePlacementSchema, packLines } from '../../shared/facePlacement.ts';
import { MAX_PLACEMENTS_PER_MINUTE, MAX_SOUGHT_BYTES } from '../../shared/limits.ts';
import { apply, ofPlacement } from '../../shared/similarity.ts';
import { faceDrawing } from '../support/faceDrawing.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** ms: a process is started and loads the aligner, on a busy machine */
const TIMEOUT_MS = 60_000;
/** canvas px: an eighth of the distance between the pupils */
const NEAR = 16;

let server: TestServer;
let room: CreatedRoom;

beforeAll(async () => {
  server = await startTestServer();
  room = await server.createRoom();
});
afterAll(() => server?.dispose());

async function send(token: string | null, body: unknown, to = server, into = room) {
  const answer = await fetch(`${to.origin}/api/rooms/${into.roomId}/placements`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}
const refusal = async (...request: Parameters<typeof send>) => {
  const { status, body } = await send(...request);
  return [status, body.error.code];
};

const MOVES = ofPlacement({ scale: 0.45, tilt: 0.4, x: 190, y: 40 });
const SKETCH = packLines(faceDrawing(5).map(({ places }) => places.map((place) => apply(MOVES, place))));
const ZIGZAG = packLines([
  Array.from({ length: 40 }, (_, i) => ({ x: 40 + 11 * i, y: 200 + (i % 2) * 130 })),
]);

test('I11 a small face that stands askew is told where it belongs', { timeout: TIMEOUT_MS }, async () => {
  const { token } = await server.grant(room, 'editor');
  const { status, body } = await send(token, SKETCH);
  expect(status).toBe(200);
  const answer = facePlacementSchema.parse(body);
  if (answer.found !== 'face') throw new Error('no face was found');
  for (const point of [
    { x: 192, y: 239 },
    { x: 314, y: 239 },
    { x: 252, y: 371 },
  ]) {
    const back = apply(ofPlacement(answer.placement), apply(MOVES, point));
    expect(Math.hypot(back.x - point.x, back.y - point.y)).toBeLessThan(NEAR);
  }
});

test('I11 where no face is drawn the answer says so', { timeout: TIMEOUT_MS }, async () => {
  const { token } = await server.grant(room, 'editor');
  expect(await send(token, ZIGZAG)).toEqual({ status: 200, body: { found: 'no-face' } });
});

test('I12 a viewer, someone without a token and somebody from another room are refused', async () => {
  const viewer = await server.grant(room, 'viewer');
  const stranger = await server.grant(await server.createRoom(), 'editor');
  for (const token of [viewer.token, stranger.token, 'forged', null])
    expect(await refusal(token, SKETCH)).toEqual([403, 'forbidden']);
});

test('I12 what is no list of lines on the canvas, or too long, is refused in a sentence', async () => {
  const { token } = await server.grant(room, 'editor');
  const bad = [
    '',
    '{"lines": [[1, 2, 3',
    {},
    { lines: [] },
    { lines: [[1, 2, 3]] },
    { lines: [[1, 2, 3, 1e300]] },
    { lines: [[1, 2, 3, '4']] },
    `${' '.repeat(MAX_SOUGHT_BYTES)}{"lines":[[1,2,3,4]]}`,
  ];
  for (const body of bad) expect(await refusal(token, body)).toEqual([400, 'bad-request']);
  const { body } = await send(token, { lines: [[1, 2, 3, 1e300]] });
  expect(body.error.message).toMatch(/^lines\.0\.3: /);
});

test('I12 a busy server says so, and other weights that they cannot look', async () => {
  let busy = true;
  const unused = () => Promise.reject(new Error('not asked for here'));
  const other = await startTestServer({
    references: {
      read: unused,
      underlay: unused,
      place: async () => {
        if (busy) throw new RefusedError('rate-limited', 'Many people choose a picture just now.');
        return { found: 'no-aligner' };
      },
      close: () => undefined,
    },
  });
  try {
    const into = await other.createRoom();
    const { token } = await other.grant(into, 'editor');
    expect(await refusal(token, SKETCH, other, into)).toEqual([429, 'rate-limited']);
    busy = false;
    expect((await send(token, SKETCH, other, into)).body).toEqual({ found: 'no-aligner' });
  } finally {
    await other.dispose();
  }
});

test('I12 L6 an address asks so often a minute and no more', async () => {
  const answers: unknown[] = [];
  for (let i = 0; i <= MAX_PLACEMENTS_PER_MINUTE; i++) answers.push((await refusal(null, ''))[1]);
  expect(answers.at(-1)).toBe('rate-limited');
});
