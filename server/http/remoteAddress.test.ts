import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { remoteAddress } from './remoteAddress.ts';

const request = (forwarded?: string) =>
  ({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress: '10.0.0.1' },
  }) as unknown as IncomingMessage;

test('L6 without trusted proxies a made-up X-Forwarded-For is ignored', () => {
  expect(remoteAddress(request('1.2.3.4'), 0)).toBe('10.0.0.1');
});

test('L6 with n trusted proxies the address n from the end is the client’s', () => {
  expect(remoteAddress(request('6.6.6.6, 1.2.3.4'), 1)).toBe('1.2.3.4');
  expect(remoteAddress(request('6.6.6.6, 1.2.3.4, 10.9.9.9'), 2)).toBe('1.2.3.4');
  expect(remoteAddress(request(), 1)).toBe('10.0.0.1');
});
