import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE_FILE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * axe's serious and critical findings on what is to be seen now, a line each: rule, element.
 * @param within a selector; default the page
 */
export async function seriousFindings(page: Page, within = 'html'): Promise<string[]> {
  // not as a script element: the page's content security policy allows none
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(AXE_FILE, 'utf8'));
  const { violations } = await page.evaluate(
    (within) =>
      (window as unknown as { axe: { run(within: string, options: object): Promise<AxeResults> } }).axe.run(
        within,
        { resultTypes: ['violations'] },
      ),
    within,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}
