import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousFindings } from './axe.ts';
import type { Person } from './person.ts';

/** Tab presses that go round the longest dialog */
const MOST_TABS = 90;
const DIALOG = 'dialog[open]';

export const focusIsInside = (page: Page) =>
  page.evaluate(() => {
    const inside = [...document.querySelectorAll('dialog[open]')].at(-1);
    const active = document.activeElement;
    // between the last and the first control the browser's own bar has the focus
    return active === document.body || (inside?.contains(active) ?? false);
  });

/** The focus goes through all of a dialog and stays in it. */
export async function goRound({ page }: Person): Promise<void> {
  const count = await page
    .locator(DIALOG)
    .last()
    .evaluate((dialog) => dialog.querySelectorAll('button, input, select, a, summary, textarea').length);
  for (let i = 0; i < Math.min(count + 2, MOST_TABS); i++) {
    await page.keyboard.press('Tab');
    expect(await focusIsInside(page)).toBe(true);
  }
  await page.keyboard.press('Shift+Tab');
  expect(await focusIsInside(page)).toBe(true);
}

/** axe finds nothing serious on what is to be seen, in light and in dark. @param within a selector; default the page */
export async function inspectColours({ page }: Person, where: string, within?: string): Promise<void> {
  const was = await page.evaluate(() => document.documentElement.getAttribute('data-theme'));
  for (const theme of ['light', 'dark']) {
    await wear(page, theme);
    expect([where, theme, await seriousFindings(page, within)]).toEqual([where, theme, []]);
  }
  await wear(page, was);
}

/** A dialog as it stands there: names and roles as the file says, colours, focus. */
export async function inspectDialog(person: Person, name: string): Promise<void> {
  await person.waitFor('the focus inside', () => focusIsInside(person.page));
  await expect(await treeOf(person)).toMatchFileSnapshot(`accessibilityTrees/${name}.txt`);
  await inspectColours(person, name, DIALOG);
  await goRound(person);
}

/** What a screen reader finds in the dialog on top. */
export async function treeOf({ page }: Person): Promise<string> {
  return steady(await page.locator(DIALOG).last().ariaSnapshot());
}

/** What differs from run to run: times, codes, keys, links, portraits that came or are still to come. */
function steady(tree: string): string {
  return (
    tree
      .replace(/https?:[^\s"]+/g, 'LINK')
      .replace(/\/[rg]\/[\w-]{16,}[^\s"]*/g, 'LINK')
      .replace(/\b[\w-]{43}\b/g, 'KEY')
      .replace(/\b[\w.-]+:\d{4,5}\b/g, 'ADDRESS')
      .replace(/\b[A-Z]{3} [A-Z]{3}\b/g, 'CODE')
      .replace(/^ *- 'img "(?!Candidate)[^"]*: generated illustration, not a photograph"'\n/gm, '')
      .replace(/\b\d{1,2}:\d{2}( [AP]M)?/g, 'TIME')
      .replace(/\b[A-Z]{6}\b/g, 'CODE')
      .replace(/\b\d+ (strokes?|versions?|px)\b/g, 'N $1')
      .replace(/\d+(\.\d+)? (%|×)/g, 'N $2')
      .replace(/slider "Position": "\d+"/, 'slider "Position"')
      // what a network understands of the drawing is not these tests' matter
      .replace(/\n *- combobox "Show":(\n *- option .*)+/, '')
      .replace(/'(figure "[^"\n]*) Drawn: [^"\n]*"'/g, '$1"')
      .replace(/"([^"\n]*) Drawn: [^"\n]*"/g, '$1')
  );
}

/**
 * Sets the theme, and waits until the page wears it: before the first frame the buttons' background is the old theme's and their
 * ink the new one's, and on a busy machine axe came before that frame.
 */
export async function wear(page: Page, theme: string | null): Promise<void> {
  await page.evaluate(async (theme) => {
    const root = document.documentElement;
    if (theme) root.setAttribute('data-theme', theme);
    else root.removeAttribute('data-theme');
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
  }, theme);
}
