import type { Person } from '../e2e/support/person.ts';
import { faceDrawing } from '../support/faceDrawing.ts';
import type { LimnServer } from '../support/limnServer.ts';
import { closeDialogs, pressAll, type Screen } from './screens.ts';

const CANDIDATES = 6;

async function drawFace(person: Person): Promise<void> {
  for (const { places } of faceDrawing(11)) await person.draw(places);
  await person.finalPortrait();
}

/** A dialog of a room that stands open, reached by pressing. @param shown what is to be waited for in it */
const dialog = (name: string, press: readonly string[], shown: string): Screen => ({
  name,
  async open(person) {
    await pressAll(person, press);
    await person.see(shown).first().waitFor();
  },
  close: closeDialogs,
});

/** Rooms for a job, each opened by the person themselves, in this order. */
export function jobScreens(server: LimnServer): Screen[] {
  return [
    {
      name: 'class: start page',
      async open(person) {
        await person.page.goto(server.origin);
        await person.see('kind-classroom').check();
        await person.see('faces-each').waitFor();
      },
    },
    {
      name: 'class: lobby',
      async open(person) {
        await person.enterNewRoom();
        await person.see('family-open').click();
        await person.see('qr-code').waitFor();
      },
      close: closeDialogs,
    },
    {
      name: 'class: gallery',
      async open(person) {
        await drawFace(person);
        await person.see('family-open').click();
        await person.see('exhibit-portrait').waitFor();
        await person.see('class-png').scrollIntoViewIfNeeded();
      },
      close: closeDialogs,
    },
    dialog('class: forget here', ['people-open', 'forget-here'], 'forget-here-confirm'),
    {
      name: 'witness: room',
      async open(person) {
        await person.openRoom(server, 'witness');
        await drawFace(person);
      },
    },
    dialog('witness: guide', ['guide-on'], 'guide-confirm'),
    {
      name: 'witness: candidates',
      async open(person) {
        await pressAll(person, ['variants-open', 'variants-fresh']);
        const drawn = person.page.locator('dialog [data-testid="variant"][data-state="drawn"]');
        await person.waitFor('the candidates', async () => (await drawn.count()) === CANDIDATES, 60_000);
        await drawn.first().click();
      },
      close: closeDialogs,
    },
    dialog('witness: close for good', ['session-open', 'close-session'], 'close-confirm'),
    {
      name: 'witness: closed',
      async open(person) {
        await pressAll(person, ['session-open', 'close-session', 'close-confirm']);
        await person.stateOf('session-state', 'closed');
      },
      close: closeDialogs,
    },
    {
      name: 'team: branches',
      async open(person) {
        await person.openRoom(server, 'team');
        await drawFace(person);
        await person.see('family-open').click();
        await person.see('exhibit-portrait').waitFor();
      },
      close: closeDialogs,
    },
    {
      name: 'case page',
      async open(person) {
        await person.page.goto(`${server.origin}/case`);
        await person.see('case-file').waitFor({ state: 'attached' });
      },
    },
  ];
}
