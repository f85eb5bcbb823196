import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { OriginPolicy } from './origin.ts';

const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;

test.each([
  ['the same host', { origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' }, true],
  ['no origin: a program', { host: '10.0.0.5:3000' }, true],
  ['another host', { origin: 'http://evil.example', host: '10.0.0.5:3000' }, false],
  ['another port', { origin: 'http://10.0.0.5:4000', host: '10.0.0.5:3000' }, false],
  ['a sandboxed page', { origin: 'null', host: '10.0.0.5:3000' }, false],
  ['a forwarded host nobody vouches for', { origin: 'http://a', host: 'b', 'x-forwarded-host': 'a' }, false],
])('R7 without settings the page’s host must be the server’s: %s', (_name, headers, allowed) => {
  expect(new OriginPolicy([], false).allows(request(headers))).toBe(allowed);
});

test('R7 with PUBLIC_ORIGIN exactly these origins are allowed', () => {
  const policy = new OriginPolicy(['https://limn.example'], true);
  expect(policy.allows(request({ origin: 'https://limn.example', host: '127.0.0.1' }))).toBe(true);
  expect(policy.allows(request({ origin: 'http://limn.example', host: 'limn.example' }))).toBe(false);
});

test('R7 behind a trusted proxy the forwarded host counts', () => {
  const headers = { origin: 'http://a', host: 'b', 'x-forwarded-host': 'a' };
  expect(new OriginPolicy([], true).allows(request(headers))).toBe(true);
});
