import { expect, test } from 'vitest';
import { MAX_SOCKETS_PER_PERSON } from '../../shared/limits.ts';
import { RefusedError } from './errors.ts';
import { Members } from './members.ts';
import type { Person } from './tokens.ts';

const person = (subject: string, expiresAt = 1_000) => ({ subject, expiresAt }) as Person;

test('L3 a person’s sockets count once, and the place is free when the last one is gone', () => {
  const members = new Members(1);
  const first = members.join(person('ann'), () => {});
  const second = members.join(person('ann'), () => {});
  expect(members.count).toBe(1);
  expect(() => members.join(person('ben'), () => {})).toThrow(/already has 1 people/);
  first.leave();
  first.leave();
  expect(members.count).toBe(1);
  second.leave();
  members.join(person('ben'), () => {});
});

test('X7 whoever hears that somebody left finds them gone', () => {
  const heard: string[][] = [];
  const members: Members = new Members(2, {
    changed: () => heard.push(members.here.map(({ subject }) => subject)),
  });
  const leaving = members.join(person('ann'), () => {});
  leaving.leave();
  expect(heard).toEqual([['ann'], []]);
});

test('L9 a person holds a limited number of sockets', () => {
  const members = new Members(2);
  const open = () => members.join(person('ann'), () => {});
  const first = open();
  for (let i = 1; i < MAX_SOCKETS_PER_PERSON; i++) open();
  expect(open).toThrow(/close some/i);
  members.join(person('ben'), () => {});
  first.leave();
  open();
});

test('R9 everyone can be turned out at once, with the reason', () => {
  const members = new Members(10);
  const heard: string[] = [];
  for (const subject of ['ann', 'ben']) members.join(person(subject), ({ reason }) => heard.push(reason));
  members.turnOut(new RefusedError('forbidden', 'withdrawn'));
  expect(heard).toEqual(['forbidden', 'forbidden']);
});

test('R6 a renewal on one connection keeps all of the person’s connections', () => {
  const members = new Members(10);
  const expired: string[] = [];
  members.join(person('ann'), () => expired.push('ann live'));
  members.join(person('ann'), () => expired.push('ann sync'));
  members.join(person('ben'), () => expired.push('ben'));
  members.renew('ann', 2_000);
  members.expire(1_000);
  expect(expired).toEqual(['ben']);
  members.expire(2_000);
  expect(expired).toEqual(['ben', 'ann live', 'ann sync', 'ben']);
});
