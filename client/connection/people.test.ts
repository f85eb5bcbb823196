import { describe, expect, it } from 'vitest';
import { peopleOf } from './people.ts';

const own = {
  subject: 'subject-me',
  name: 'Me',
  colour: '#c2410c',
  role: 'owner',
  idle: false,
  hand: null,
} as const;
const other = (name: string, extra = {}) => ({
  subject: `subject-${name}`,
  name,
  colour: '#1d4ed8',
  role: 'editor',
  ...extra,
});

describe('people in the room', () => {
  it('lists oneself first, then the others by name', () => {
    const names = peopleOf(own, [other('Zoe'), other('Bo')]).map(({ name }) => name);
    expect(names).toEqual(['Me', 'Bo', 'Zoe']);
  });

  it('counts a person with two tabs once, idle only when both are', () => {
    const people = peopleOf(own, [other('Bo', { idle: true }), other('Bo'), own]);
    expect(people).toHaveLength(2);
    expect(people[1]?.idle).toBe(false);
  });

  it('leaves out entries that the server has not signed with a name yet, or of another shape', () => {
    expect(peopleOf(own, [{}, null, { ...other('Bo'), colour: 'url(x)' }])).toHaveLength(1);
  });
});
