import { expect, test } from 'vitest';
import { openStage } from './support/stage.ts';

const LINE = [
  { x: 120, y: 120 },
  { x: 280, y: 140 },
];

const stage = openStage();

test('R1 R2 a viewer link lets a person look, and nothing that the person does draws', async () => {
  const ann = await stage.arrive('Ann');
  const vic = await stage.arrive('Vic');
  await ann.openRoom(stage.server);
  await ann.draw(LINE);
  await vic.join(await ann.linkFor('viewer'));
  await vic.strokes(1);
  await vic.finalPortrait();

  await vic.draw([
    { x: 100, y: 300 },
    { x: 300, y: 320 },
  ]);
  // Ann's next stroke comes after whatever Vic could have sent.
  await ann.draw(LINE.map(({ x, y }) => ({ x, y: y + 60 })));
  await vic.strokes(2);
  await ann.strokes(2);
  for (const id of ['clear', 'tool-pen']) {
    const control = vic.see(id);
    expect((await control.count()) === 0 || (await control.isDisabled()), id).toBe(true);
  }
});

test('R4 a link with a wrong secret or to no room opens nothing, and says so', async () => {
  const ann = await stage.arrive('Ann');
  await ann.openRoom(stage.server);
  const link = await ann.linkFor('editor');
  const eve = await stage.arrive('Eve');
  for (const [wrong, code] of [
    [link.replace(/#.*/, `#e.${'b'.repeat(32)}`), 'forbidden'],
    [link.replace(/\/r\/[^#]*/, `/r/${'a'.repeat(22)}`), 'not-found'],
  ] as const) {
    await eve.page.goto('about:blank');
    await eve.page.goto(wrong);
    await eve.see('name-input').fill('Eve');
    await eve.see('enter-room').click();
    await eve.see('problem').waitFor();
    expect(await eve.see('problem').getAttribute('data-code')).toBe(code);
    expect(await eve.see('canvas').count()).toBe(0);
  }
});
