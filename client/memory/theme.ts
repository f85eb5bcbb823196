import { writable } from 'svelte/store';
import { remember } from './storage.ts';

/** Read by `public/theme.js`, which sets the theme before the first paint and follows the system. */
const KEY = 'limn.theme';

export type Theme = 'light' | 'dark';

const shown = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');
const current = writable<Theme>(globalThis.document ? shown() : 'light', (set) => {
  const watcher = new MutationObserver(() => set(shown()));
  watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => watcher.disconnect();
});

/** The theme on screen: the person's choice, else the system's. */
export const theme = { subscribe: current.subscribe };

export function chooseTheme(next: Theme): void {
  remember(KEY, next);
  document.documentElement.dataset.theme = next;
}
