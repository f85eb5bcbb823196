import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_STROKES } from '../limits.ts';
import { allLabels, groupsOf, labelChanges, labelNewsSchema, labelsOf, withNews } from './labelNews.ts';
import { STROKE_CLASSES, type StrokeClass } from './strokeClasses.ts';

const labels = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 0, max: 30 }).map((n) => `stroke-${n}`),
      fc.constantFrom(...STROKE_CLASSES.map(({ id }) => id)),
    ),
    { selector: ([id]) => id },
  )
  .map((entries) => new Map<string, StrokeClass>(entries));
const sorted = (map: ReadonlyMap<string, StrokeClass>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

test('whatever changes between two states, the news of it leads from one to the other', () => {
  fc.assert(
    fc.property(labels, labels, (before, after) => {
      const news = labelChanges(before, after, 3);
      if (!news) {
        expect(sorted(before)).toEqual(sorted(after));
        return;
      }
      expect(labelNewsSchema.parse(JSON.parse(JSON.stringify(news)))).toEqual(news);
      expect(sorted(withNews(before, news))).toEqual(sorted(after));
      expect(sorted(withNews(before, allLabels(after, 3)))).toEqual(sorted(after));
      expect(sorted(labelsOf(groupsOf(after)))).toEqual(sorted(after));
    }),
  );
});

test('only what changed is told', () => {
  const before = new Map<string, StrokeClass>([
    ['stroke-1', 'hair'],
    ['stroke-2', 'nose'],
    ['stroke-3', 'hat'],
  ]);
  const after = new Map<string, StrokeClass>([
    ['stroke-1', 'hair'],
    ['stroke-2', 'mouth'],
  ]);
  const news = { version: 7, whole: false, changed: { mouth: ['stroke-2'] }, gone: ['stroke-3'] };
  expect(labelChanges(before, after, 7)).toEqual(news);
  expect(labelChanges(after, after, 8)).toBeNull();
});

test.each<[string, unknown]>([
  ['a class that there is not', { changed: { beard: ['stroke-1'] } }],
  ['a malformed id', { changed: { hair: ['<b>'] } }],
  ['endless ids', { gone: Array.from({ length: MAX_STROKES + 1 }, (_, i) => `stroke-${i}`) }],
  ['a version that is none', { version: -1 }],
])('news with %s is none', (_what, change) => {
  const news = { version: 1, whole: false, changed: {}, gone: [] };
  expect(labelNewsSchema.safeParse(news).success).toBe(true);
  expect(labelNewsSchema.safeParse({ ...news, ...(change as object) }).success).toBe(false);
});
