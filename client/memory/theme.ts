import { z } from 'zod';
import { forget, recall, remember } from './storage.ts';

/** Read by `public/theme.js` before the first paint. */
const KEY = 'limn.theme';

/** `system` follows `prefers-color-scheme`. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export function currentTheme(): Theme {
  return recall(KEY, z.enum(['light', 'dark'])) ?? 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    forget(KEY);
    delete document.documentElement.dataset.theme;
    return;
  }
  remember(KEY, theme);
  document.documentElement.dataset.theme = theme;
}
