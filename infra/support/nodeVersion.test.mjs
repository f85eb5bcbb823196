import { expect, test } from 'vitest';
import { isSupported } from './nodeVersion.mjs';

test.each([
  ['18.20.4', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['22.1.0', true],
])('Node %s supported: %s', (version, supported) => {
  expect(isSupported(version)).toBe(supported);
});
