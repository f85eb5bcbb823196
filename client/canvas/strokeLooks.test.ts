import { writable } from 'svelte/store';
import { expect, test } from 'vitest';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import { PART_COLOURS } from '../labels/partColours.ts';
import { PartsView } from '../labels/partsView.ts';
import { StrokeLooks } from './strokeLooks.ts';

function look() {
  const labels = writable<StrokeLabels>(
    new Map([
      ['a', 'hair'],
      ['b', 'nose'],
    ] as const),
  );
  const parts = new PartsView();
  const heard: (readonly string[])[] = [];
  const looks = new StrokeLooks(labels, parts.current, '#000', (ids) => heard.push(ids));
  return { labels, parts, heard, looks };
}

test('T7 hidden parts are not seen, coloured ones in their colour, and only what changed is drawn anew', () => {
  const { parts, heard, looks } = look();
  expect(heard).toEqual([]);
  parts.hide(['hair'], true);
  expect([looks.hides('a'), looks.hides('b'), looks.hides('unnamed')]).toEqual([true, false, false]);
  parts.colour(['nose', 'hair'], true);
  expect(looks.inkOf('b')).toBe(PART_COLOURS.nose);
  parts.hide(['hair'], false);
  expect([looks.hides('a'), looks.inkOf('a')]).toEqual([false, PART_COLOURS.hair]);
  expect(heard).toEqual([['a'], ['b'], ['a']]);
  expect(looks.inkOf('unnamed')).toBe('#000');
});

test('T7 a stroke that becomes another part takes its look; without hidden or coloured parts nothing is drawn anew', () => {
  const { labels, parts, heard, looks } = look();
  labels.set(new Map([['a', 'hat']] as const));
  expect(heard).toEqual([]);
  parts.hide(['hair'], true);
  labels.set(new Map([['b', 'hair']] as const));
  expect(heard).toEqual([['b']]);
  expect(looks.hides('b')).toBe(true);
  looks.destroy();
  parts.hide(['hair'], false);
  expect(heard).toHaveLength(1);
});
