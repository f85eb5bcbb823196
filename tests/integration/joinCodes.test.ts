import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CreatedRoom, codedLinkSchema, grantedCodeSchema } from '../../shared/api.ts';
import { JOIN_CODE_ALPHABET } from '../../shared/joinCode.ts';
import { JOIN_CODE_TTL_MS, MAX_CODE_MISSES } from '../../shared/limits.ts';
import { ShiftedClock } from '../support/shiftedClock.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let clock: ShiftedClock;
let room: CreatedRoom;

beforeEach(async () => {
  clock = new ShiftedClock();
  server = await startTestServer({ clock });
  room = await server.createRoom();
});

afterEach(() => server.dispose());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${server.origin}/api${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const ask = (secret: string) => post(`/rooms/${room.roomId}/codes`, { secret });
const codeFor = async (secret: string) => grantedCodeSchema.parse(await (await ask(secret)).json()).code;
const reasonOf = async (response: Response) => (await response.json()).error.code;

test('N1 a code gives the link that it stands for, editor’s or viewer’s, until it runs out', async () => {
  for (const role of ['editor', 'viewer'] as const) {
    const code = await codeFor(room.secrets[role]);
    const link = codedLinkSchema.parse(await (await post('/codes', { code })).json());
    expect(link).toEqual({ roomId: room.roomId, role, secret: room.secrets[role] });
    const opened = { roomId: room.roomId, secrets: { ...room.secrets, [role]: link.secret } };
    expect((await server.grant(opened, role)).role).toBe(role);
  }
  const code = await codeFor(room.secrets.editor);
  clock.jump(JOIN_CODE_TTL_MS);
  expect(await reasonOf(await post('/codes', { code }))).toBe('not-found');
});

test('N1 no code makes an owner, and none is given for a secret that opens nothing', async () => {
  for (const secret of [room.secrets.owner, 'x'.repeat(32)]) {
    expect(await reasonOf(await ask(secret))).toBe('forbidden');
  }
  expect((await post(`/rooms/${room.roomId}/codes`, { secret: 7 })).status).toBe(400);
  expect((await post('/rooms/nowhere-nowhere-1/codes', { secret: room.secrets.editor })).status).toBe(404);
});

test('N2 R8 a code’s link is on no disk', async () => {
  const code = await codeFor(room.secrets.editor);
  await server.restart();
  expect(await reasonOf(await post('/codes', { code }))).toBe('not-found');
});

test('N2 who guesses is stopped, and with them nobody who knows a code at another address', async () => {
  const code = await codeFor(room.secrets.editor);
  const letters = [...JOIN_CODE_ALPHABET];
  const guesses = letters
    .flatMap((a) => letters.map((b) => `ZZZZ${a}${b}`))
    .filter((guess) => guess !== code);
  for (let i = 0; i <= MAX_CODE_MISSES; i++) {
    expect(await reasonOf(await post('/codes', { code: guesses[i] }))).toBe('not-found');
  }
  expect(await reasonOf(await post('/codes', { code: guesses[0] }))).toBe('rate-limited');
  // A right guess would be refused alike.
  expect(await reasonOf(await post('/codes', { code }))).toBe('rate-limited');
});

test('N2 a class that types the right code is no guesser', async () => {
  const code = await codeFor(room.secrets.editor);
  for (let i = 0; i < 2 * MAX_CODE_MISSES; i++) expect((await post('/codes', { code })).status).toBe(200);
});

test('N2 R7 a page elsewhere can neither ask for codes nor try them', async () => {
  const origin = { origin: 'https://elsewhere.example' };
  expect(await reasonOf(await post('/codes', { code: 'ABCDEF' }, origin))).toBe('forbidden');
  const path = `/rooms/${room.roomId}/codes`;
  expect(await reasonOf(await post(path, { secret: room.secrets.editor }, origin))).toBe('forbidden');
});
