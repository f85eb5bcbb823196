import { expect, test } from 'vitest';
import type { CodedLink } from '../../shared/api.ts';
import { joinCodeSchema } from '../../shared/joinCode.ts';
import { JOIN_CODE_TTL_MS, MAX_JOIN_CODES } from '../../shared/limits.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { JoinCodes } from './joinCodes.ts';

const link = (n: number): CodedLink => ({
  roomId: 'room-of-the-tests',
  role: 'editor',
  secret: `secret-${n}`,
});

test('N1 a code stands for its link until it runs out, and the same link has one code', () => {
  const clock = new ManualClock();
  const codes = new JoinCodes(clock.now);
  const { code, expiresAt } = codes.grant(link(1));
  joinCodeSchema.parse(code);
  expect(expiresAt).toBe(clock.now() + JOIN_CODE_TTL_MS);
  clock.advance(JOIN_CODE_TTL_MS - 1);
  expect(codes.find(code)).toEqual(link(1));
  expect(codes.grant(link(1)).code).toBe(code);
  clock.advance(JOIN_CODE_TTL_MS);
  expect(codes.find(code)).toBeNull();
  expect(codes.grant(link(1)).code).not.toBe(code);
});

test('N1 rooms that share a link’s secret have codes of their own', () => {
  const codes = new JoinCodes(() => 0);
  const branch = { ...link(1), roomId: 'branch-of-the-tests' };
  const [one, other] = [codes.grant(link(1)).code, codes.grant(branch).code];
  expect([codes.find(one), codes.find(other)]).toEqual([link(1), branch]);
});

test('N2 codes are unlike each other, and there are only so many', () => {
  const codes = new JoinCodes(() => 0);
  const granted = Array.from({ length: MAX_JOIN_CODES }, (_, i) => codes.grant(link(i)).code);
  expect(new Set(granted).size).toBe(MAX_JOIN_CODES);
  expect(() => codes.grant(link(-1))).toThrow(/Too many codes/);
  expect(codes.grant(link(0)).code).toBe(granted[0]);
});

test('N2 every letter is equally likely, whatever bytes come', () => {
  const bytes = [255, 254, 253, 0, 22, 23, 229, 1, 2];
  const codes = new JoinCodes(
    () => 0,
    () => new Uint8Array([bytes.shift() ?? 0]),
  );
  // Bytes from 253 on would favour the first letters, so they are drawn anew.
  expect(codes.grant(link(1)).code).toBe('AZAZBC');
});
