import { describe, expect, it } from 'vitest';
import type { TokenGrant } from '../../shared/api.ts';
import { ApiFailure } from '../api/apiFailure.ts';
import { TokenKeeper, type TokenKeeperOptions } from './tokenKeeper.ts';

const HOUR = 3_600_000;
const grant = (token: string, expiresAt = HOUR): TokenGrant => ({
  token,
  role: 'editor',
  kind: 'free',
  closed: false,
  name: 'Ann',
  root: null,
  each: false,
  subject: 'subject-1',
  expiresAt,
});

function setUp(request: TokenKeeperOptions['request'], first = grant('one')) {
  const delays: number[] = [];
  const granted: string[] = [];
  const refused: string[] = [];
  const keeper = new TokenKeeper(first, {
    request,
    onGrant: ({ token }) => granted.push(token),
    onRefused: ({ code }) => refused.push(code),
    timers: { set: (_run, ms) => delays.push(ms), clear: () => {} },
    now: () => 0,
  });
  return { keeper, delays, granted, refused };
}

describe('the token keeper', () => {
  it('renews at half the token’s life and hands the new token on', async () => {
    const { keeper, delays, granted } = setUp(async (previous) => grant(`${previous}+`));
    expect(delays).toEqual([HOUR / 2]);
    await keeper.renew();
    expect(granted).toEqual(['one+']);
    expect(keeper.token).toBe('one+');
    expect(delays).toEqual([HOUR / 2, HOUR / 2]);
  });

  it('asks once for callers at the same time', async () => {
    let asked = 0;
    const { keeper } = setUp(async () => grant(`${++asked}`));
    await Promise.all([keeper.renew(), keeper.renew()]);
    expect(asked).toBe(1);
  });

  it('never asks without pause, however wrong this clock is', () => {
    const { delays } = setUp(async () => grant('x'), grant('old', -HOUR));
    expect(delays).toEqual([30_000]);
  });

  it('tries again when nobody answers, and gives up when refused', async () => {
    const failures = [new ApiFailure('unreachable', ''), new ApiFailure('forbidden', '')];
    const { keeper, delays, refused } = setUp(async () => {
      throw failures.shift();
    });
    await keeper.renew();
    expect(refused).toEqual([]);
    expect(delays.at(-1)).toBe(10_000);
    await keeper.renew();
    expect(refused).toEqual(['forbidden']);
  });
});
