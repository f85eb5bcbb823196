import { beforeEach, describe, expect, test } from 'vitest';
import { faceDrawing } from '../support/faceDrawing.ts';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { openStage } from './support/stage.ts';

describe('the looks of a room', () => {
  const stage = openStage();
  let ann: Person;
  let ben: Person;

  beforeEach(async () => {
    ann = await stage.arrive('Ann');
    ben = await stage.arrive('Ben');
    await ann.openRoom(stage.server);
    await ben.join(await ann.linkFor('viewer'));
    for (const stroke of faceDrawing(7)) await ann.draw(stroke.places);
  });

  test('K3 a slider, a surprise and a portrait as reference change the portrait for both; a watcher only sees', async () => {
    const first = await ben.finalPortrait();
    await ann.see('appearance-skin').fill('-150');
    const darker = await ben.finalPortrait({ after: first.version });
    expect(darker.digest).not.toBe(first.digest);
    await ben.waitFor(
      'the slider to follow',
      async () => (await ben.see('appearance-skin').inputValue()) === '-150',
    );
    expect(await ben.see('appearance-skin').isDisabled()).toBe(true);
    expect(await ben.see('reference-picture').isDisabled()).toBe(true);

    await ann.see('surprise').click();
    const surprise = await ben.finalPortrait({ after: darker.version });
    expect(surprise.digest).not.toBe(darker.digest);

    await ann.see('reference-portrait').click();
    await ben.waitFor('the reference', () => ben.see('appearance-reference').isVisible(), 60_000);
    // the portrait already wears what the slider did
    expect(await ben.see('appearance-skin').inputValue()).toBe('0');
    await keepScreenshot(ann.page, 'looks');
    await ann.see('drop-reference').click();
    await ben.waitFor('no reference', async () => !(await ben.see('appearance-reference').isVisible()));
  }, 180_000);
});
