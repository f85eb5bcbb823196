import { expect, test } from 'vitest';
import { roomIdSchema, secretSchema, subjectSchema } from '../../shared/ids.ts';
import { linkOfSecret, newRoomId, newSecrets, newSubject, systemRandom } from './secrets.ts';

test('ids and secrets fit their schemas and differ each time', () => {
  for (let i = 0; i < 100; i++) {
    roomIdSchema.parse(newRoomId(systemRandom));
    for (const secret of Object.values(newSecrets(systemRandom).secrets)) secretSchema.parse(secret);
    subjectSchema.parse(newSubject(systemRandom));
  }
  const { owner, editor, viewer } = newSecrets(systemRandom).secrets;
  expect(new Set([owner, editor, viewer]).size).toBe(3);
});

test('R4 a secret opens its own role only', () => {
  const { secrets, secretHashes } = newSecrets(systemRandom);
  const given = [secrets.owner, secrets.editor, secrets.viewer, 'x', ''];
  expect(given.map((secret) => linkOfSecret(secret, secretHashes))).toEqual([
    'owner',
    'editor',
    'viewer',
    null,
    null,
  ]);
});
