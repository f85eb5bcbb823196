import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../testing/manualClock.ts';
import { loadTokenKey, TokenIssuer } from './tokens.ts';

const HOUR_MS = 3_600_000;
const KEY = new Uint8Array(32).fill(7);
const ANN = {
  room: 'room-of-the-tests',
  role: 'editor',
  subject: 'ann00000',
  name: 'Ann',
  colour: '#b91c1c',
  epoch: 1,
} as const;

function issuer(key = KEY) {
  const clock = new ManualClock();
  return { clock, tokens: new TokenIssuer(key, clock.now) };
}

test('R3 a token says who somebody is, for an hour', async () => {
  const { clock, tokens } = issuer();
  const { token, expiresAt } = await tokens.issue(ANN);
  expect(expiresAt).toBe(clock.now() + HOUR_MS);
  expect(await tokens.verify(token)).toEqual({ ...ANN, expiresAt });
  clock.advance(HOUR_MS);
  await expect(tokens.verify(token)).rejects.toMatchObject({ reason: 'expired' });
});

test('R3 a token of another server is forbidden', async () => {
  const { token } = await issuer(new Uint8Array(32).fill(8)).tokens.issue(ANN);
  await expect(issuer().tokens.verify(token)).rejects.toMatchObject({ reason: 'forbidden' });
});

test('R5 an expired token still proves a subject for a day, in its own room', async () => {
  const { clock, tokens } = issuer();
  const { token } = await tokens.issue(ANN);
  clock.advance(24 * HOUR_MS);
  expect((await tokens.readPrevious(token, ANN.room))?.subject).toBe(ANN.subject);
  expect(await tokens.readPrevious(token, 'another-room-12345')).toBeNull();
  clock.advance(HOUR_MS);
  expect(await tokens.readPrevious(token, ANN.room)).toBeNull();
  expect(await tokens.readPrevious('nonsense', ANN.room)).toBeNull();
});

test('R8 the key is made once, and only its user may read it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'limn-key-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'data', 'token.key');
  const key = await loadTokenKey(file);
  expect(key.byteLength).toBe(32);
  expect(await loadTokenKey(file)).toEqual(key);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).not.toContain('\0');
  await writeFile(file, 'short');
  await expect(loadTokenKey(file)).rejects.toThrow(/delete it/);
});
