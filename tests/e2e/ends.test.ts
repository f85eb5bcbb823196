import { expect, test } from 'vitest';
import { en } from '../../client/text/en.ts';
import { STATUS_OF } from '../../server/http/apiError.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { NO_PORTRAITS, openStage } from './support/stage.ts';

/** What a person can do on the screen of each end, beside going to the start page. */
const NEXT_STEP = {
  'not-found': null,
  damaged: null,
  withdrawn: null,
  forbidden: 'retry',
  kicked: 'retry',
  ended: 'retry',
  expired: 'retry',
  'room-full': 'retry',
  'rate-limited': 'retry',
  'too-slow': 'retry',
  restarting: 'retry',
  internal: 'retry',
  'client-too-old': 'reload',
  'invalid-update': 'reload',
  'bad-request': 'reload',
} as const;

const stage = openStage({ ...NO_PORTRAITS, MAX_PEOPLE: '1' });

test('Z1 every end has a screen of its own that says what to do next', async () => {
  const ann = await stage.arrive('Ann', { viewport: { width: 360, height: 740 } });
  await ann.openRoom(stage.server);
  const link = await ann.linkFor('editor');
  let visits = 0;
  let answer: { status: number; body: string } | null = null;
  await ann.page.goto(link);
  await ann.page.route('**/tokens', (route) =>
    answer ? route.fulfill({ ...answer, contentType: 'application/json' }) : route.abort(),
  );
  const look = async (code: keyof typeof en.problems, step: string | null) => {
    // another link in the address bar, to the page the same one, asks anew without loading everything again
    await ann.page.evaluate((next) => location.assign(next), `${link}.${visits++}`);
    await ann.see('name-input').fill('Ann');
    await ann.see('enter-room').click();
    await ann.see('problem').waitFor();
    expect(await ann.see('problem').getAttribute('data-code')).toBe(code);
    const { title, body } = en.problems[code];
    await ann.page.getByRole('heading', { name: title }).waitFor();
    await ann.page.getByText(body).waitFor();
    const buttons = await ann.see('problem').getByRole('button').allTextContents();
    const expected = step === null ? [] : [step === 'retry' ? en.actions.retry : en.actions.reload];
    expect([code, buttons]).toEqual([code, expected]);
    expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  };
  for (const [code, step] of Object.entries(NEXT_STEP)) {
    const known = code as keyof typeof NEXT_STEP;
    answer = { status: STATUS_OF[known], body: JSON.stringify({ error: { code, message: 'x' } }) };
    await look(known, step);
  }
  await keepScreenshot(ann.page, 'problem-360');
  // a proxy's answer, another version's, and none at all
  answer = { status: 503, body: '' };
  await look('restarting', 'retry');
  answer = { status: 200, body: '{"welcome":true}' };
  await look('client-too-old', 'reload');
  answer = null;
  await look('unreachable', 'retry');
});

test('Z1 L3 a full room says so, and lets the person in once somebody left', async () => {
  const [ann, ben] = [await stage.arrive('Ann'), await stage.arrive('Ben')];
  await ann.openRoom(stage.server);
  await ben.page.goto(await ann.linkFor('editor'));
  await ben.see('name-input').fill('Ben');
  await ben.see('enter-room').click();
  await ben.see('problem').waitFor();
  expect(await ben.see('problem').getAttribute('data-code')).toBe('room-full');
  await ann.leave();
  await ben.waitFor('a place in the room', async () => {
    const retry = ben.page.getByRole('button', { name: en.actions.retry });
    if (await retry.isVisible()) await retry.click();
    if (await ben.see('enter-room').isVisible()) await ben.see('enter-room').click();
    return (
      (await ben
        .see('connection-state')
        .getAttribute('data-state', { timeout: 3_000 })
        .catch(() => null)) === 'connected'
    );
  });
});
