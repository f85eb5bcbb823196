import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { portraitSettingsOf, settingsMapOf } from './roomDocument.ts';

describe("a room's settings", () => {
  test('two rooms meet two people, and one room always the same', () => {
    const seedOf = (roomId: string) => portraitSettingsOf(new Y.Doc(), roomId).appearanceSeed;
    expect(seedOf('AAAAAAAAAAAAAAAA')).toBe(seedOf('AAAAAAAAAAAAAAAA'));
    expect(seedOf('AAAAAAAAAAAAAAAA')).not.toBe(seedOf('AAAAAAAAAAAAAAAB'));
  });

  test('a person who was asked for outlasts the room id', () => {
    const doc = new Y.Doc();
    settingsMapOf(doc).set('appearanceSeed', 7);
    expect(portraitSettingsOf(doc, 'AAAAAAAAAAAAAAAA').appearanceSeed).toBe(7);
  });
});
