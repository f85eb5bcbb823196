import { expect, test } from 'vitest';
import { capabilitiesOf, LINKS, roleOfLink, roleSchema } from './roles.ts';
import { ROOM_KINDS } from './roomKinds.ts';

test('Q2 the links of a witness session make operator, witness and viewer; elsewhere they are the roles', () => {
  expect(LINKS.map((link) => roleOfLink(link, 'witness'))).toEqual(['operator', 'witness', 'viewer']);
  for (const kind of ROOM_KINDS.filter((other) => other !== 'witness')) {
    expect(LINKS.map((link) => roleOfLink(link, kind))).toEqual([...LINKS]);
  }
});

test('Q2 an operator may what an owner may, a witness what an editor may but for the guide', () => {
  expect(capabilitiesOf('operator')).toEqual({ ...capabilitiesOf('owner'), keepCase: true });
  expect(capabilitiesOf('witness')).toEqual({ ...capabilitiesOf('editor'), switchGuide: false });
});

test('Q4 in a closed session no role draws or changes a setting', () => {
  for (const role of roleSchema.options) {
    const may = capabilitiesOf(role, true);
    expect([may.draw, may.changeSettings, may.switchGuide, may.clear, may.lockParts]).not.toContain(true);
  }
  expect(capabilitiesOf('operator', true).keepCase).toBe(true);
});
