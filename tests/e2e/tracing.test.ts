import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { faceDrawing } from '../support/faceDrawing.ts';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { NO_PORTRAITS, openStage } from './support/stage.ts';

const stage = openStage(NO_PORTRAITS);
const { arrive } = stage;
/** a sketch on grey paper, as a phone takes it */
let scan: Buffer;

const lines = faceDrawing(5)
  .map(({ places }) => `<polyline points="${places.map(({ x, y }) => `${x},${y}`).join(' ')}"/>`)
  .join('');

beforeAll(async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-60 -40 640 600" width="1280" height="1200"><rect x="-60" y="-40" width="640" height="600" fill="#d8d2c4"/><g fill="none" stroke="#333" stroke-width="4">${lines}</g></svg>`;
  scan = await sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer();
});

/** The same with dark hair, and cheeks shaded with the side of the pencil. */
async function shadedScan(): Promise<Buffer> {
  const { width, height } = await sharp(scan).metadata();
  const shade = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-60 -40 640 600" width="${width}" height="${height}"><g fill="#333"><path d="M110 260 Q110 60 254 60 Q400 60 400 260 Q390 130 254 130 Q120 130 110 260Z" opacity="0.6"/><ellipse cx="170" cy="330" rx="26" ry="50" opacity="0.3"/><ellipse cx="338" cy="330" rx="26" ry="50" opacity="0.3"/></g></svg>`;
  return sharp(scan)
    .composite([{ input: Buffer.from(shade), blend: 'multiply' }])
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** The same face, small and askew, with neck and shoulders, in a corner of a larger page. */
function askewScan(): Promise<Buffer> {
  const body =
    '<path d="M190 440C188 500 180 520 60 560C-60 600 -110 680 -120 800M318 440C320 500 330 520 450 560C570 600 620 680 630 800M180 530L254 640L330 530"/>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 760" width="1600" height="1520"><rect width="800" height="760" fill="#e4ded2"/><g transform="translate(370 50) rotate(18) scale(0.75)" fill="none" stroke="#333" stroke-width="3">${lines}${body}</g></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer();
}

async function choose(person: Person, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await person.see('files').click();
  await person.see('picture-file').setInputFiles({ name, mimeType, buffer });
  await person.see('trace-preview').waitFor();
}

async function drop(person: Person, name: string, type: string, bytes: Buffer): Promise<void> {
  await person.page.evaluate(
    ([name, type, base64]) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64 ?? ''), (c) => c.charCodeAt(0));
      data.items.add(new File([content], name ?? '', { type }));
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(
          new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }),
        );
      }
    },
    [name, type, bytes.toString('base64')],
  );
}

/** Lines that lie where they will. */
const found = (person: Person) =>
  person.see('trace-preview').evaluate(({ dataset }) => {
    return dataset.state === 'waiting' ? 0 : Number(dataset.strokes);
  });

test('I3 a photo of a sketch that is dropped becomes strokes of one’s own, and one undo takes them back', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  await drop(ann, 'sketch.jpg', 'image/jpeg', scan);
  const count = await ann.waitFor('lines', async () => (await found(ann)) || null, 60_000);
  expect(count).toBeGreaterThan(8);
  expect(count).toBeLessThan(80);
  await keepScreenshot(ann.page, 'trace-dialog');
  await ann.see('trace-strokes').focus();
  await ann.page.keyboard.press('Enter');
  await ann.strokes(count);
  await ann.stateOf('saved-state', 'saved');
  await keepScreenshot(ann.page, 'traced');
  // the head lies where heads lie: ink at the jaw's bottom, none in the corners
  await ann.inkAt({ x: 254, y: 454 });
  expect(await ann.inkAround({ x: 12, y: 12 })).toBe(0);
  await ann.see('undo').click();
  await ann.strokes(0);
});

test('I11 a face that is small, askew and above shoulders comes to lie where portraits have theirs', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  await choose(ann, 'askew.jpg', 'image/jpeg', await askewScan());
  await ann.stateOf('trace-preview', 'face', 60_000);
  expect(await ann.see('trace-shading').count()).toBe(0);
  await keepScreenshot(ann.page, 'trace-askew');
  await ann.see('trace-fit-page').click();
  await ann.stateOf('trace-preview', 'extent');
  await ann.see('trace-fit-face').click();
  const count = await found(ann);
  await ann.see('trace-strokes').click();
  await ann.strokes(count);
  // upper lids, the line between the lips, the chin
  for (const [x, y] of [
    [193, 226],
    [313, 226],
    [252, 374],
    [254, 454],
  ] as const)
    await ann.inkAt({ x, y });
  await keepScreenshot(ann.page, 'traced-askew');
});

test('I11 where the server cannot look for a face the ink lies where heads lie', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  const busy = { error: { code: 'rate-limited', message: 'Many people choose a picture just now.' } };
  await ann.page.route('**/placements', (route) => route.fulfill({ status: 429, json: busy }));
  await choose(ann, 'pencil.jpg', 'image/jpeg', await shadedScan());
  await ann.stateOf('trace-preview', 'extent', 60_000);
  expect(await ann.see('trace-problem').textContent()).toBe('');
  expect(await ann.isChosen('trace-shading')).toBe(false);
  await ann.see('trace-strokes').click();
  await ann.inkAt({ x: 254, y: 443 });
  expect(await ann.see('shading-amount').count()).toBe(0);
});

test('I7 I8 a shaded sketch brings its light and dark into everybody’s room, until somebody takes them away', async () => {
  const [ann, vic] = [await arrive('Ann'), await arrive('Vic')];
  await ann.openRoom(stage.server);
  await vic.join(await ann.linkFor('viewer'));
  await choose(ann, 'lines.jpg', 'image/jpeg', scan);
  await ann.waitFor('lines', async () => (await found(ann)) > 8, 60_000);
  // lines alone have none
  expect(await ann.see('trace-shading').count()).toBe(0);
  await ann.page.keyboard.press('Escape');

  await choose(ann, 'pencil.jpg', 'image/jpeg', await shadedScan());
  await ann.see('trace-shading').waitFor({ timeout: 60_000 });
  expect(await ann.isChosen('trace-shading')).toBe(true);
  await keepScreenshot(ann.page, 'trace-shaded');
  await ann.see('trace-strokes').click();
  await vic.see('shading-amount').waitFor();
  expect(await vic.see('shading-remove').isDisabled()).toBe(true);
  await ann.see('shading-amount').fill('30');
  await vic.waitFor('the amount', async () => (await vic.see('shading-amount').inputValue()) === '30');
  await keepScreenshot(ann.page, 'shading');
  await ann.see('shading-remove').click();
  await vic.waitFor('no shading', async () => (await vic.see('shading-amount').count()) === 0);
});

test('I7 who turns the switch off gets the lines alone', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  await choose(ann, 'pencil.jpg', 'image/jpeg', await shadedScan());
  await ann.see('trace-shading').uncheck({ timeout: 60_000 });
  await ann.see('trace-strokes').click();
  await ann.inkAt({ x: 254, y: 454 });
  expect(await ann.see('shading-amount').count()).toBe(0);
});

test('I8 what is cleared leaves no shading behind', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  await choose(ann, 'pencil.jpg', 'image/jpeg', await shadedScan());
  await ann.see('trace-shading').check({ timeout: 60_000 });
  await ann.see('trace-strokes').click();
  await ann.see('shading-amount').waitFor();
  await ann.see('clear').click();
  await ann.see('clear-confirm').click();
  await ann.waitFor('no shading', async () => (await ann.see('shading-amount').count()) === 0);
});

test('I1 the same picture lies under everybody’s sheet; each chooses how strongly it is seen', async () => {
  const [ann, vic] = [await arrive('Ann'), await arrive('Vic')];
  await ann.openRoom(stage.server);
  await vic.join(await ann.linkFor('viewer'));
  await choose(ann, 'sketch.jpg', 'image/jpeg', scan);
  await ann.see('trace-underlay').click();
  await vic.waitFor('the picture', () => vic.see('underlay').isVisible(), 60_000);
  await ann.see('underlay').waitFor();
  await ann.see('underlay-strength').fill('80');
  await ann.see('underlay-size').fill('150');
  await vic.waitFor('it to grow', async () => {
    const [box, sheet] = await Promise.all([
      vic.see('underlay').boundingBox(),
      vic.see('canvas').boundingBox(),
    ]);
    return box !== null && sheet !== null && Math.abs(box.width / sheet.width - 1.5) < 0.02;
  });
  await keepScreenshot(ann.page, 'underlay');
  const opacity = (person: Person) =>
    person.see('underlay').evaluate((image) => getComputedStyle(image).opacity);
  expect([await opacity(ann), await opacity(vic)]).toEqual(['0.8', '0.5']);
  expect(await vic.see('underlay-remove').isDisabled()).toBe(true);
  // it is drawn over
  await ann.draw([
    { x: 100, y: 250 },
    { x: 400, y: 260 },
  ]);
  await vic.strokes(1);
  await ann.see('underlay-remove').click();
  await vic.waitFor('no picture', async () => (await vic.see('underlay').count()) === 0);
});

const SVG_HEAD =
  '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 512 512">';

test('I4 I5 an SVG gives the lines that it strokes, where it has them; a label sketch those of its classes', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  const svg = `${SVG_HEAD}<g fill="none" stroke="#000" transform="translate(6 6)"><path d="M94 94h100v100"/><circle cx="250" cy="250" r="50"/><line x1="1" y1="1" x2="500" y2="500"/></g><defs><path d="M0 0h9" stroke="red"/></defs></svg>`;
  await choose(ann, 'lines.svg', 'image/svg+xml', Buffer.from(svg));
  await ann.waitFor('three lines', async () => (await found(ann)) === 3);
  expect(await ann.see('trace-underlay').count()).toBe(0);
  await ann.see('trace-fit-page').click();
  await ann.see('trace-strokes').click();
  await ann.strokes(3);
  await ann.inkAt({ x: 200, y: 150 });
  await ann.inkAt({ x: 306, y: 256 });

  // a line of hair and one of the nose, of numbers that the eye sees as black
  const values = new Uint8Array(512 * 512);
  for (let at = 100; at < 400; at++) {
    values[80 * 512 + at] = 13;
    values[at * 512 + 250] = 2;
  }
  const sketch = sharp(values, { raw: { width: 512, height: 512, channels: 1 } });
  await choose(ann, 'labels.png', 'image/png', await sketch.png().toBuffer());
  await ann.waitFor('two lines', async () => (await found(ann)) === 2);
  await ann.see('trace-fit-page').click();
  await ann.see('trace-strokes').click();
  await ann.strokes(5);
  await ann.inkAt({ x: 380, y: 80 });
  await ann.inkAt({ x: 250, y: 360 });
  await ann.pointAt({ x: 250, y: 360 });
  const label = () => ann.see('hover-label').getAttribute('data-label');
  await ann.waitFor('its label', async () => (await label()) === 'nose');
});

test('I4 a drawing that Limn saved as SVG comes back as its lines', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  for (const y of [120, 240, 360]) {
    await ann.draw([
      { x: 140, y },
      { x: 380, y: y + 6 },
    ]);
  }
  await ann.strokes(3);
  await ann.see('files').click();
  const [file] = await Promise.all([ann.page.waitForEvent('download'), ann.see('save-svg').click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  await ann.page.keyboard.press('Escape');
  await choose(ann, 'limn.svg', 'image/svg+xml', Buffer.concat(chunks));
  await ann.waitFor('three lines', async () => (await found(ann)) === 3);
});

test('I2 I4 hostile and useless files are refused in one sentence and change nothing; viewers bring none', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  const asked: string[] = [];
  ann.page.on('request', (request) => asked.push(request.url()));
  const bomb = `<!DOCTYPE svg [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "${'&a;'.repeat(10)}">`).join('')}]>${SVG_HEAD}<text>&a8;</text></svg>`;
  const files: [string, string, string][] = [
    [
      'script.svg',
      'image/svg+xml',
      `${SVG_HEAD}<script>document.title='owned'</script><path d="M0 0h9" stroke="#000"/></svg>`,
    ],
    ['bomb.svg', 'image/svg+xml', bomb],
    ['remote.svg', 'image/svg+xml', `${SVG_HEAD}<image xlink:href="http://127.0.0.1:9/x.png"/></svg>`],
    ['handler.svg', 'image/svg+xml', `${SVG_HEAD}<path d="M0`],
    ['photo.png', 'image/png', 'no picture'],
  ];
  for (const [name, mime, content] of files) {
    await choose(ann, name, mime, Buffer.from(content));
    await ann.waitFor(`a sentence about ${name}`, async () =>
      (await ann.see('trace-problem').textContent())?.trim(),
    );
    expect(await ann.see('trace-strokes').isDisabled()).toBe(true);
    await ann.page.keyboard.press('Escape');
    await ann.see('trace-preview').waitFor({ state: 'detached' });
  }
  await ann.strokes(0);
  expect(asked.filter((url) => url.includes(':9/'))).toEqual([]);
  expect(await ann.page.title()).not.toBe('owned');

  const vic = await arrive('Vic');
  await vic.join(await ann.linkFor('viewer'));
  await drop(vic, 'sketch.jpg', 'image/jpeg', scan);
  expect(await vic.see('trace-preview').count()).toBe(0);
  await vic.see('files').click();
  await vic.see('save-picture').waitFor();
  expect(await vic.see('picture-file').count()).toBe(0);
});

test('I3 an empty page has no lines, and says that it can lie under the sheet (phone, German, dark)', async () => {
  const ann = await arrive('Ann', {
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
    locale: 'de',
  });
  await ann.openRoom(stage.server);
  const empty = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  await choose(ann, 'leer.png', 'image/png', empty);
  await ann.see('trace-no-lines').waitFor();
  await keepScreenshot(ann.page, 'trace-phone-dark');
  const overflow = await ann.page.evaluate(() => {
    const sheet = document.querySelector('dialog[open]');
    return sheet ? sheet.scrollWidth - sheet.clientWidth : null;
  });
  expect(overflow).toBe(0);
  await ann.see('trace-underlay').click();
  await ann.waitFor('the picture', () => ann.see('underlay').isVisible(), 60_000);
  expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
