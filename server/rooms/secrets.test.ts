import { expect, test } from 'vitest';
import { roomIdSchema, secretSchema, subjectSchema } from '../../shared/ids.ts';
import { hashSecret, newRoomId, newSecret, newSubject, roleOfSecret, systemRandom } from './secrets.ts';

test('ids and secrets fit their schemas and differ each time', () => {
  for (let i = 0; i < 100; i++) {
    roomIdSchema.parse(newRoomId(systemRandom));
    secretSchema.parse(newSecret(systemRandom));
    subjectSchema.parse(newSubject(systemRandom));
  }
  expect(newSecret(systemRandom)).not.toBe(newSecret(systemRandom));
});

test('R4 a secret opens its own role only', () => {
  const hashes = { owner: hashSecret('o'), editor: hashSecret('e'), viewer: hashSecret('v') };
  expect(['o', 'e', 'v', 'x', ''].map((secret) => roleOfSecret(secret, hashes))).toEqual([
    'owner',
    'editor',
    'viewer',
    null,
    null,
  ]);
});
