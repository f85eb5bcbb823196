import { expect, test } from 'vitest';
import { PAPER } from '../picture/paintStrokes.ts';
import { PART_COLOURS } from './partColours.ts';

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The sheet in the dark theme: `tokens.css`. */
const DARK_PAPER = '#e9e2d3';

test('inks of parts keep 4.5:1 on the paper of both themes', () => {
  for (const paper of [PAPER, DARK_PAPER])
    for (const [part, ink] of Object.entries(PART_COLOURS)) {
      const contrast = (luminance(paper) + 0.05) / (luminance(ink) + 0.05);
      expect(contrast, `${part} on ${paper}`).toBeGreaterThanOrEqual(4.5);
    }
});
