import { readFile } from 'node:fs/promises';
import type { Browser, Download } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { MAX_SEEN_LINES } from '../../shared/limits.ts';
import { parseRoomFile } from '../../shared/roomFile.ts';
import { LimnServer } from '../support/limnServer.ts';
import { launchBrowser } from './support/browser.ts';
import { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';

const line = (y: number) => [
  { x: 140, y },
  { x: 260, y: y + 12 },
  { x: 380, y },
];
/** px of a video and of the smallest picture */
const SIDE = 512;

let browser: Browser;
let server: LimnServer;
/** one that draws no portraits: most files need none */
let quiet: LimnServer;
let people: Person[] = [];

beforeAll(async () => {
  [browser, server, quiet] = await Promise.all([
    launchBrowser(),
    LimnServer.start(),
    LimnServer.start({ PORTRAIT_WORKERS: '0' }),
  ]);
});
afterEach(async () => {
  for (const person of people) {
    expect(person.complaints).toEqual([]);
    await person.leave();
  }
  people = [];
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.dispose(), quiet?.dispose()]);
});

async function arrive(name: string, options = {}): Promise<Person> {
  const person = await Person.arrive(browser, name, options);
  people.push(person);
  return person;
}

/** Someone with three strokes and one named version. */
async function artist(at: LimnServer, options = {}): Promise<Person> {
  const ann = await arrive('Ann', options);
  await ann.openRoom(at);
  for (const y of [120, 240, 360]) await ann.draw(line(y));
  await ann.strokes(3);
  await ann.stateOf('saved-state', 'saved');
  await ann.see('version-keep').click();
  await ann.see('version-name').fill('Drei Striche – три');
  await ann.see('version-keep-confirm').click();
  await ann.see('version-name').waitFor({ state: 'detached' });
  return ann;
}

/** What the browser's own player reads of a film. */
function factsOf(person: Person, film: Buffer): Promise<{ width: number; height: number; duration: number }> {
  return person.page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const video = document.createElement('video');
    video.src = URL.createObjectURL(new Blob([bytes]));
    await new Promise((resolve, reject) => {
      video.onloadedmetadata = resolve;
      video.onerror = () => reject(new Error(video.error?.message));
    });
    return { width: video.videoWidth, height: video.videoHeight, duration: video.duration };
  }, film.toString('base64'));
}

async function openFiles(person: Person): Promise<void> {
  await person.see('files').click();
  await person.see('save-picture').waitFor();
}

async function saved(person: Person, what: string): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([
    person.page.waitForEvent('download', { timeout: 60_000 }),
    person.see(`save-${what}`).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: await bytesOf(file) };
}

async function bytesOf(file: Download): Promise<Buffer> {
  return readFile(await file.path());
}

test('E1 E2 sketch, portrait and both as PNG, the drawing as SVG: they decode, and portraits say what they are', async () => {
  const ann = await artist(server);
  await ann.finalPortrait();
  await openFiles(ann);
  await ann.see('picture-size-512').check();
  const both = await saved(ann, 'picture');
  expect(both.name).toMatch(/^limn-picture-\d{4}-\d\d-\d\d-\d{4}\.png$/);
  const metadata = await sharp(both.bytes).metadata();
  expect(metadata).toMatchObject({ width: 2 * SIDE, height: SIDE, format: 'png' });
  expect(metadata.xmp?.toString()).toContain('trainedAlgorithmicMedia');
  // the words in the lower left corner of the portrait stand on a darkened plate, as the server drew them
  const { data } = await sharp(both.bytes)
    .extract({ left: SIDE, top: SIDE - 24, width: 260, height: 24 })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(Math.max(...data)).toBeGreaterThan(200);

  await ann.see('picture-sketch').check();
  await ann.see('picture-transparent').check();
  const sketch = await saved(ann, 'picture');
  const pixels = await sharp(sketch.bytes).raw().toBuffer({ resolveWithObject: true });
  expect(pixels.info).toMatchObject({ width: SIDE, height: SIDE, channels: 4 });
  const alphaAt = (x: number, y: number) => pixels.data[(y * SIDE + x) * 4 + 3] ?? -1;
  expect(alphaAt(10, 10)).toBe(0);
  const alongColumn = Array.from({ length: 40 }, (_, i) => alphaAt(260, 105 + i));
  expect(Math.max(...alongColumn)).toBeGreaterThan(100);
  expect((await sharp(sketch.bytes).metadata()).xmp).toBeUndefined();

  await ann.see('svg-person').check();
  const svg = await saved(ann, 'svg');
  expect(svg.bytes.toString().match(/<path /g)).toHaveLength(3);
  expect(svg.bytes.toString()).toContain('inkscape:label="Ann"');
  expect(await sharp(svg.bytes).metadata()).toMatchObject({ width: SIDE, height: SIDE, format: 'svg' });
});

test('E6 a contact sheet as PDF and as PNG holds the chosen versions', async () => {
  const ann = await artist(quiet);
  await openFiles(ann);
  const pdf = await saved(ann, 'sheet');
  expect(pdf.bytes.subarray(0, 8).toString()).toBe('%PDF-1.4');
  const [, length] = /\/DCTDecode \/Length (\d+) >>\nstream\n/.exec(pdf.bytes.toString('latin1')) ?? [];
  const start = pdf.bytes.indexOf('/DCTDecode');
  const picture = pdf.bytes.subarray(pdf.bytes.indexOf('stream\n', start) + 7).subarray(0, Number(length));
  expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 1654, height: 2339 });
  await ann.see('sheet-png').check();
  const png = await saved(ann, 'sheet');
  const metadata = await sharp(png.bytes).metadata();
  expect(metadata).toMatchObject({ format: 'png', width: 1654, height: 2339 });
  expect(metadata.xmp?.toString()).toContain('trainedAlgorithmicMedia');
});

test('E5 a time-lapse is a video that plays, with its mark; a cancelled one is none', async () => {
  const ann = await artist(quiet);
  await openFiles(ann);
  await ann.see('save-video').click();
  await ann.see('video-cancel').click();
  await ann.see('save-video').waitFor();
  const film = await saved(ann, 'video');
  expect(film.name).toMatch(/\.(webm|mp4)$/);
  expect(film.bytes.toString('latin1')).toContain('Generated illustration, not a photograph');
  const facts = await factsOf(ann, film.bytes);
  expect(facts).toMatchObject({ width: 2 * SIDE, height: SIDE });
  expect(facts.duration).toBeCloseTo(11.5, 0);
});

test('E5 where the browser has no encoder the film is recorded in real time, and has its length and its mark', async () => {
  const ann = await arrive('Ann');
  // as on a page over plain http, which has no WebCodecs
  await ann.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoEncoder'));
  await ann.openRoom(quiet);
  for (const y of [120, 240]) await ann.draw(line(y));
  await ann.strokes(2);
  await openFiles(ann);
  expect(await ann.page.evaluate(() => 'VideoEncoder' in globalThis)).toBe(false);
  const begun = performance.now();
  const film = await saved(ann, 'video');
  const taken = (performance.now() - begun) / 1000;
  expect(film.bytes.toString('latin1')).toContain('Generated illustration, not a photograph');
  const facts = await factsOf(ann, film.bytes);
  expect(facts).toMatchObject({ width: 2 * SIDE, height: SIDE });
  // 11.5 s; a machine that falters makes it longer, by no more than it faltered
  expect(facts.duration).toBeGreaterThan(10);
  expect(facts.duration).toBeLessThan(taken);
});

test('E3 E4 a room file goes out, comes into another room as one undo step, and into a room of its own', async () => {
  const ann = await artist(quiet);
  await openFiles(ann);
  const { bytes, name } = await saved(ann, 'room');
  expect(parseRoomFile(bytes.toString()).strokes).toHaveLength(3);
  const file = { name, mimeType: 'application/json', buffer: bytes };

  const ben = await arrive('Ben');
  await ben.openRoom(quiet);
  await ben.draw(line(60));
  await openFiles(ben);
  await ben.see('room-file').setInputFiles(file);
  await ben.see('import-confirm').click();
  await ben.strokes(4);
  await ben.stateOf('saved-state', 'saved');
  await ben.see('undo').click();
  await ben.strokes(1);
  expect(await ben.see('time-line').textContent()).toMatch(/1/);

  const eve = await arrive('Eve');
  await eve.page.goto(quiet.origin);
  await eve.see('room-file').setInputFiles(file);
  await eve.see('name-input').fill('Eve');
  await eve.see('enter-room').click();
  await eve.strokes(3);
  await eve.stateOf('saved-state', 'saved');
});

test('E4 a hostile room file changes nothing and says what is wrong; a viewer cannot bring one', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(quiet);
  const files = {
    bomb: '['.repeat(100_000),
    outside: '{"format":"limn-room","version":1,"strokes":[{"points":[[1e9,1]]}]}',
    newer: '{"format":"limn-room","version":9,"strokes":[]}',
    many: JSON.stringify({
      format: 'limn-room',
      version: 1,
      strokes: Array(MAX_SEEN_LINES + 1).fill({ points: [[1, 1]] }),
    }),
  };
  for (const [name, text] of Object.entries(files)) {
    await openFiles(ann);
    const buffer = Buffer.from(text);
    await ann.see('room-file').setInputFiles({ name: `${name}.json`, mimeType: 'application/json', buffer });
    await ann.waitFor(
      `a sentence about ${name}`,
      async () => (await ann.see('import-problem').textContent())?.trim() !== '',
    );
    expect(await ann.see('import-confirm').count()).toBe(0);
    await ann.page.keyboard.press('Escape');
  }
  await ann.strokes(0);

  const vic = await arrive('Vic');
  await vic.join(await ann.linkFor('viewer'));
  await openFiles(vic);
  expect(await vic.see('room-file').count()).toBe(0);
});

test('E4 a room file is dropped on the page', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(quiet);
  const drop = (name: string, text: string) =>
    ann.page.evaluate(
      ([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text ?? ''], name ?? ''));
        for (const type of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(
            new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }),
          );
        }
      },
      [name, text],
    );
  await drop('face.json', '{"format":"limn-room","version":1,"strokes":[{"points":[[100,100],[200,200]]}]}');
  await ann.see('import-confirm').click();
  await ann.strokes(1);
  expect(await ann.see('file-drop').count()).toBe(0);
});

test('T1 a replay shows what was erased until it was erased', async () => {
  const ann = await artist(quiet);
  await ann.see('clear').click();
  await ann.see('clear-confirm').click();
  await ann.strokes(0);
  await ann.draw(line(420));
  await ann.strokes(1);
  await ann.stateOf('saved-state', 'saved');
  await ann.see('replay').click();
  await ann.waitFor(
    'the history',
    async () => (await ann.see('replay-play').getAttribute('data-ready')) === 'true',
  );
  const seen = (share: number) =>
    ann.see('replay-position').evaluate(async (element, share) => {
      const input = element as HTMLInputElement;
      input.value = String(Number(input.max) * share);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const canvas = document.querySelector<HTMLCanvasElement>('dialog[open] canvas');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return null;
      const inkAt = (x: number, y: number) => {
        const scale = canvas.width / 512;
        const { data } = context.getImageData((x - 6) * scale, (y - 6) * scale, 12 * scale, 12 * scale);
        return data.some((value, i) => i % 4 === 3 && value > 128);
      };
      return [inkAt(260, 132), inkAt(260, 432)];
    }, share);
  expect(await seen(0.5)).toEqual([true, false]);
  expect(await seen(1)).toEqual([false, true]);
});

test.each([
  ['desktop', 'light', 'en', { width: 1280, height: 800 }],
  ['phone', 'dark', 'de', { width: 360, height: 740 }],
] as const)(
  'T1 files and replay fit the screen, and calm eyes see nothing move (%s, %s)',
  async (screen, colorScheme, locale, viewport) => {
    const ann = await artist(server, { viewport, colorScheme, locale });
    await ann.see('replay').click();
    await ann.see('replay-play').waitFor();
    expect(await ann.see('replay-play').getAttribute('data-playing')).toBe('false');
    await ann.see('replay-position').focus();
    await ann.page.keyboard.press('Home');
    await ann.see('replay-play').click();
    await ann.waitFor('the end of the replay', async () => {
      const [value, max] = await ann.see('replay-position').evaluate((element) => {
        const { value, max } = element as HTMLInputElement;
        return [Number(value), Number(max)];
      });
      return value !== undefined && value >= (max ?? 0) - 1;
    });
    await keepScreenshot(ann.page, `replay-${screen}-${colorScheme}`);
    await ann.page.keyboard.press('Escape');
    await openFiles(ann);
    await keepScreenshot(ann.page, `files-${screen}-${colorScheme}`);
    const overflow = await ann.page.evaluate(() => {
      const sheet = document.querySelector('dialog[open]');
      return sheet ? sheet.scrollWidth - sheet.clientWidth : null;
    });
    expect(overflow).toBe(0);
  },
);
