import { beforeEach, expect, test } from 'vitest';
import { PART_HOLD_GRACE_MS } from '../../shared/limits.ts';
import { PART_IDS, type PartId } from '../../shared/parts.ts';
import { controlsOf, settingsMapOf } from '../../shared/roomDocument.ts';
import { loadRoom, personOf } from '../testing/roomFixture.ts';
import type { Room } from './room.ts';

const ann = personOf('ann00000');
const ben = personOf('ben00000');
const owner = personOf('own00000', 'owner');
const vic = personOf('vic00000', 'viewer');

let room: Room;
let annLeaves: () => void;

beforeEach(async () => {
  room = await loadRoom();
  annLeaves = room.members.join(ann, () => {}).leave;
  for (const person of [ben, owner, vic]) room.members.join(person, () => {});
});

const holderOf = (part: PartId) => controlsOf(room.doc).holds.get(part) ?? null;

test('O4 a free part is whoever asks first; they alone, or an owner, give it away', () => {
  room.partHolds.give('leftEye', ann.subject, ann);
  expect(holderOf('leftEye')).toBe(ann.subject);
  for (const subject of [ben.subject, null]) {
    expect(() => room.partHolds.give('leftEye', subject, ben)).toThrow(/Somebody else/);
  }
  expect(() => room.partHolds.give('leftEye', ben.subject, ann)).toThrow(/Somebody else/);
  room.partHolds.give('leftEye', ben.subject, owner);
  expect(holderOf('leftEye')).toBe(ben.subject);
  room.partHolds.give('leftEye', null, ben);
  expect(holderOf('leftEye')).toBeNull();
});

test('O4 nobody takes a locked part, holds one in a frozen room, or as a viewer; none goes to who is not there', () => {
  expect(() => room.partHolds.give('nose', vic.subject, vic)).toThrow();
  expect(() => room.partHolds.give('nose', 'not-here', owner)).toThrow(/not in the room/);
  room.edit((doc) => settingsMapOf(doc).set('lock.nose', true));
  expect(() => room.partHolds.give('nose', ann.subject, ann)).toThrow();
  room.edit((doc) => settingsMapOf(doc).set('frozen', true));
  expect(() => room.partHolds.give('mouth', ann.subject, ann)).toThrow();
  room.partHolds.give('mouth', owner.subject, owner);
});

test('O4 a part is free a minute after its holder left, and stays theirs over a reload', () => {
  room.partHolds.give('mouth', ann.subject, ann);
  annLeaves();
  room.partHolds.sweep(1_000);
  room.partHolds.sweep(1_000 + PART_HOLD_GRACE_MS - 1);
  expect(holderOf('mouth')).toBe(ann.subject);
  annLeaves = room.members.join(ann, () => {}).leave;
  room.partHolds.sweep(1_000 + PART_HOLD_GRACE_MS);
  annLeaves();
  room.partHolds.sweep(200_000);
  expect(holderOf('mouth')).toBe(ann.subject);
  room.partHolds.sweep(200_000 + PART_HOLD_GRACE_MS);
  expect(holderOf('mouth')).toBeNull();
});

test('O4 asking again for what is so already writes nothing', () => {
  room.partHolds.give('nose', ann.subject, ann);
  const { version } = room;
  room.partHolds.give('nose', ann.subject, ann);
  expect(room.version).toBe(version);
});

test('Q19 parts are given out by lot to those who draw at whichever server, once each; owners and viewers take none', () => {
  const elsewhere = ['cleo0000', 'dora0000', ann.subject].map((subject) => ({
    subject,
    role: 'editor' as const,
  }));
  room.members.setElsewhere('another server', [...elsewhere, { subject: 'vera0000', role: 'viewer' }]);
  room.partHolds.drawLots(7);
  const holders = [...controlsOf(room.doc).holds.values()];
  expect(new Set(holders)).toEqual(new Set([ann.subject, ben.subject, 'cleo0000', 'dora0000']));
  expect(holders.length).toBe(PART_IDS.length);
});
