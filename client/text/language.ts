import { derived, type Readable, writable } from 'svelte/store';
import { z } from 'zod';
import { recall, remember } from '../memory/storage.ts';
import { de } from './de.ts';
import { type Catalogue, en } from './en.ts';

const KEY = 'limn.language';
const CATALOGUES = { en, de } satisfies Record<string, Catalogue>;

export type Language = keyof typeof CATALOGUES;
export const LANGUAGES = Object.keys(CATALOGUES) as Language[];

/** The first of a browser's languages that we speak; English otherwise. */
export function preferredLanguage(browser: readonly string[]): Language {
  for (const tag of browser) {
    const language = LANGUAGES.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (language) return language;
  }
  return 'en';
}

/** A language's own name, whatever is spoken now. */
export function nameOfLanguage(language: Language): string {
  return CATALOGUES[language].language.name;
}

const chosen = writable<Language>(
  recall(KEY, z.enum(LANGUAGES)) ?? preferredLanguage(globalThis.navigator?.languages ?? []),
);

export const language: Readable<Language> = chosen;
/** The words of the language spoken now: `$text.home.lead`. */
export const text: Readable<Catalogue> = derived(chosen, (tag) => CATALOGUES[tag]);

export function chooseLanguage(tag: Language): void {
  remember(KEY, tag);
  chosen.set(tag);
}
