import { describe, expect, it } from 'vitest';
import { CLOSE_REASONS } from '../../shared/closeReasons.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { preferredLanguage } from './language.ts';

/** Paths of every word that is empty. */
function emptyWords(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value.trim() ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => emptyWords(child, `${path}/${key}`));
}

describe('the words of the page', () => {
  it('speak the first language of the browser that is there', () => {
    expect(preferredLanguage(['fr-CH', 'de-CH', 'en'])).toBe('de');
    expect(preferredLanguage(['EN-gb'])).toBe('en');
    expect(preferredLanguage(['fr'])).toBe('en');
  });

  it('say what to do next for every reason that ends a connection', () => {
    for (const reason of Object.keys(CLOSE_REASONS)) {
      expect(en.problems).toHaveProperty(reason);
      expect(de.problems).toHaveProperty(reason);
    }
  });

  it('are translated: no sentence stands in both languages', () => {
    const sentences = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value].filter((words) => words.length > 16 && words.includes(' '))
        : typeof value === 'object' && value !== null
          ? Object.values(value).flatMap(sentences)
          : [];
    const english = new Set(sentences(en));
    expect(english.size).toBeGreaterThan(100);
    expect(sentences(de).filter((words) => english.has(words))).toEqual([]);
  });

  it('are never empty', () => {
    expect([...emptyWords(en), ...emptyWords(de)]).toEqual([]);
  });
});
