import { describe, expect, it } from 'vitest';
import { ClosePolicy } from './closePolicy.ts';

describe('after a close', () => {
  it.each([
    ['expired', 'renew'],
    ['restarting', 'wait'],
    ['rate-limited', 'wait'],
    ['too-slow', 'wait'],
    ['invalid-update', 'start-over'],
    ['not-found', 'stop'],
    ['damaged', 'stop'],
    ['room-full', 'stop'],
    ['client-too-old', 'stop'],
  ] as const)('%s: %s', (reason, step) => {
    expect(new ClosePolicy(() => 0).stepAfter(reason)).toBe(step);
  });

  it('asks why after every third break without a reason', () => {
    const policy = new ClosePolicy(() => 0);
    expect([1, 2, 3, 4].map(() => policy.stepAfter(null))).toEqual(['wait', 'wait', 'renew', 'wait']);
    policy.connected();
    expect(policy.stepAfter(null)).toBe('wait');
  });

  it('tries a fresh token when forbidden, once', () => {
    let now = 0;
    const policy = new ClosePolicy(() => now);
    expect(policy.stepAfter('forbidden')).toBe('renew');
    now = 5_000;
    expect(policy.stepAfter('forbidden')).toBe('stop');
    now = 60_000;
    expect(policy.stepAfter('forbidden')).toBe('renew');
  });
});
