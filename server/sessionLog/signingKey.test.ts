import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { publicKeySchema } from '../../shared/sessionLog.ts';
import { isSignedBy, SigningKey, SigningKeyError } from './signingKey.ts';

const DATA = Buffer.from('a case');

async function keyFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'limn-key-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'case.key');
}

test('Q6 the key is made once, for this user alone, and found again', async () => {
  const file = await keyFile();
  const first = await SigningKey.load(file);
  const again = await SigningKey.load(file);
  expect(publicKeySchema.parse(first.publicKey)).toBe(again.publicKey);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(isSignedBy(again.publicKey, DATA, first.sign(DATA))).toBe(true);
});

test('Q6 other data, another key, no signature and no key are all refused', () => {
  const [key, other] = [SigningKey.generate(), SigningKey.generate()];
  const signature = key.sign(DATA);
  expect(isSignedBy(key.publicKey, Buffer.from('b case'), signature)).toBe(false);
  expect(isSignedBy(other.publicKey, DATA, signature)).toBe(false);
  expect(isSignedBy(key.publicKey, DATA, '')).toBe(false);
  expect(isSignedBy('no key', DATA, signature)).toBe(false);
});

test('a damaged key file is named, not replaced', async () => {
  const file = await keyFile();
  await writeFile(file, 'nonsense');
  await expect(SigningKey.load(file)).rejects.toThrow(SigningKeyError);
});

test('Q6 a key that several servers are given is read, and never made', async () => {
  const file = await keyFile();
  await expect(SigningKey.read(file)).rejects.toThrow(/openssl genpkey -algorithm ed25519/);
  const key = SigningKey.generate();
  await writeFile(file, key.toPem());
  expect((await SigningKey.read(file)).publicKey).toBe(key.publicKey);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  await expect(SigningKey.read(file)).rejects.toThrow(SigningKeyError);
});
