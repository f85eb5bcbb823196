import { en } from '../../client/text/en.ts';
import { STATUS_OF } from '../../server/http/apiError.ts';
import { DIALOGS } from '../e2e/support/dialogs.ts';
import type { Person } from '../e2e/support/person.ts';

export interface Screen {
  name: string;
  /** brings the person there; they stand in a drawn room, or on the page before */
  open: (person: Person) => Promise<void>;
  close?: (person: Person) => Promise<void>;
}

export const pressAll = async (person: Person, ids: readonly string[]) => {
  for (const id of ids) await person.see(id).first().click();
};

export async function closeDialogs(person: Person): Promise<void> {
  await person.waitFor('all dialogs closed', async () => {
    if ((await person.page.locator('dialog[open]').count()) === 0) return true;
    await person.page.keyboard.press('Escape');
    return false;
  });
}

const dialogs: Screen[] = DIALOGS.map(({ name, press, prepare }) => ({
  name: `dialog ${name}`,
  async open(person) {
    await pressAll(person, press);
    await person.page.locator('dialog[open]').last().waitFor();
    await prepare?.(person);
    await person.page.waitForLoadState('networkidle');
  },
  close: closeDialogs,
}));

/** Within a drawn room with a portrait, a version and somebody else. */
export const ROOM_SCREENS: readonly Screen[] = [
  { name: 'room', open: async () => {} },
  ...dialogs,
  {
    name: 'compare by slider',
    async open(person) {
      await person.see('version-compare').click();
      await person.see('compare-over').click();
      await person.see('compare-0-portrait').waitFor();
    },
    close: closeDialogs,
  },
  {
    name: 'parts of the drawing',
    async open(person) {
      await person.see('parts').click();
      await person.see('parts-colour-all').waitFor();
    },
    // on a phone the panel lies over its button
    close: (person) => person.page.keyboard.press('Escape'),
  },
  {
    name: 'time line',
    async open(person) {
      await person.see('time-line').click();
      await person.see('version-portrait').first().waitFor();
    },
    close: (person) => person.see('time-line').click(),
  },
  {
    name: 'drawing against portrait',
    async open(person) {
      await person.see('portrait-compare').click();
      await person.see('wipe-sketch').waitFor();
    },
    close: (person) => person.see('portrait-compare').click(),
  },
  {
    name: 'a part lit, portrait on top',
    async open(person) {
      await person.see('portrait-overlay-opacity').fill('45');
      await person.see('refine-rightEye').focus();
      await person.page.keyboard.press('Tab');
      await person.see('part-light').waitFor();
      await person.page.evaluate(() => scrollTo(0, 0));
    },
    async close(person) {
      await person.see('portrait-overlay-opacity').fill('0');
      await person.see('undo').focus();
    },
  },
  {
    name: 'sliders below',
    open: (person) => person.see('reset-looks').scrollIntoViewIfNeeded(),
    close: (person) => person.page.evaluate(() => scrollTo(0, 0)),
  },
];

/** Every way a visit ends. @param link of any room */
export function endScreens(link: string): Screen[] {
  let visits = 0;
  const codes = Object.keys(en.problems).filter((code) => code in STATUS_OF || code === 'unreachable');
  return codes.map((code) => ({
    name: `end ${code}`,
    async open({ page, name }: Person) {
      await page.unroute('**/tokens');
      await page.route('**/tokens', (route) => {
        if (code === 'unreachable') return route.abort();
        const body = JSON.stringify({ error: { code, message: 'x' } });
        return route.fulfill({
          status: STATUS_OF[code as keyof typeof STATUS_OF],
          body,
          contentType: 'application/json',
        });
      });
      await page.evaluate((next) => location.assign(next), `${link}.${visits++}`);
      await page.getByTestId('name-input').fill(name);
      await page.getByTestId('enter-room').click();
      await page.getByTestId('problem').waitFor();
    },
  }));
}
