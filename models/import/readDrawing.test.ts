import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { MAX_IMPORT_BYTES } from '../../shared/limits.ts';
import { lengthOf } from '../../shared/scan/polyline.ts';
import { InputError } from '../errors.ts';
import type { Coverage, Place } from '../linePen.ts';
import { drawnOnPaper, moved, syntheticLines } from '../testing/syntheticFace.ts';
import { type ImportedDrawing, readDrawing } from './readDrawing.ts';

const grey = ({ data, width, height }: Coverage) => sharp(data, { raw: { width, height, channels: 1 } });
const text = (content: string) => new TextEncoder().encode(content);

async function linesOf(bytes: Uint8Array): Promise<Extract<ImportedDrawing, { kind: 'picture' }>> {
  const drawing = await readDrawing(bytes);
  if (drawing.kind !== 'picture') throw new Error('not a picture');
  return drawing;
}

/** Points every 2 px along lines. */
function sampled(lines: readonly (readonly Place[])[]): Place[] {
  return lines.flatMap((line) =>
    line.slice(1).flatMap((to, i) => {
      const from = line[i] as Place;
      const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 2);
      return Array.from({ length: steps }, (_, k) => ({
        x: from.x + ((to.x - from.x) * k) / steps,
        y: from.y + ((to.y - from.y) * k) / steps,
      }));
    }),
  );
}

/** Share of the expected lines' length with a found line within `reach` px. */
function covered(expected: readonly Place[][], found: readonly (readonly Place[])[], reach: number): number {
  const places = sampled(found);
  const points = sampled(expected);
  const near = points.filter((point) =>
    places.some((place) => Math.hypot(place.x - point.x, place.y - point.y) <= reach),
  );
  return near.length / points.length;
}

/** The synthetic face in px of the working picture (640 for 512). */
const expected = moved(syntheticLines(), 640 / 512, 0, 0);
const total = expected.reduce((sum, line) => sum + lengthOf(line), 0);

describe('readDrawing finds the lines of', () => {
  const paper = drawnOnPaper(syntheticLines(), 512, 512, 4);
  const large = drawnOnPaper(moved(syntheticLines(), 3, 0, 0), 1536, 1536, 14);
  const soft = { ...paper, data: paper.data.map((value) => 140 + Math.round(value * 0.28)) };
  const lit = { ...paper, data: paper.data.map((v, i) => v * (0.55 + (0.45 * (i % 512)) / 512)) };

  test.each<[string, () => Promise<Uint8Array>]>([
    ['a PNG', () => grey(paper).png().toBuffer()],
    ['a JPEG', () => grey(paper).jpeg({ quality: 60 }).toBuffer()],
    ['a drawing light on dark', () => grey(paper).negate().png().toBuffer()],
    ['a large scan with a thick pen', () => grey(large).png().toBuffer()],
    ['faint pencil on grey paper', () => grey(soft).png().toBuffer()],
    ['a page in uneven light', () => grey(lit).png().toBuffer()],
    [
      'dark ink on transparent paper',
      () =>
        grey({ ...paper, data: new Uint8Array(512 * 512) })
          .joinChannel(Buffer.from(paper.data.map((v) => 255 - v)), {
            raw: { width: 512, height: 512, channels: 1 },
          })
          .png()
          .toBuffer(),
    ],
  ])('%s', async (_, encode) => {
    const { lines } = await linesOf(await encode());
    expect(covered(expected, lines, 3)).toBeGreaterThan(0.95);
    const length = lines.reduce((sum, line) => sum + lengthOf(line), 0);
    expect(length / total).toBeGreaterThan(0.85);
    expect(length / total).toBeLessThan(1.15);
  });

  test('an SVG, however small it says it is', async () => {
    const paths = syntheticLines().map(
      (line) => `<polyline points="${line.map(({ x, y }) => `${x},${y}`).join(' ')}"/>`,
    );
    const svg = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 512 512"><g fill="none" stroke="#000" stroke-width="4">${paths.join('')}</g></svg>`;
    const { lines } = await linesOf(text(svg));
    expect(covered(expected, lines, 3)).toBeGreaterThan(0.95);
  });

  test('a shaded drawing on a page whose light falls off, and none of the shading', async () => {
    const shaded = paper.data.map((value, i) => {
      const [x, y] = [i % 512, Math.floor(i / 512)];
      // A soft shadow over one cheek and the hair, light that falls off to the lower right.
      const shadow = 0.3 * Math.exp(-(((x - 330) / 60) ** 2 + ((y - 330) / 90) ** 2));
      const hair = 0.35 * Math.exp(-(((x - 253) / 130) ** 2 + ((y - 110) / 45) ** 2));
      return value * (1 - shadow - hair) * (1 - (x + y) / 2400);
    });
    const { lines } = await linesOf(
      await grey({ ...paper, data: shaded })
        .png()
        .toBuffer(),
    );
    expect(covered(expected, lines, 4)).toBeGreaterThan(0.9);
    const length = lines.reduce((sum, line) => sum + lengthOf(line), 0);
    expect(length / total).toBeLessThan(1.25);
  });

  test('a filled area as its outline', async () => {
    const disc = drawnOnPaper([[{ x: 256, y: 256 }]], 512, 512, 200);
    const { lines } = await linesOf(await grey(disc).png().toBuffer());
    const length = lines.reduce((sum, line) => sum + lengthOf(line), 0);
    expect(length / (2 * Math.PI * 125)).toBeGreaterThan(0.85);
    expect(length / (2 * Math.PI * 125)).toBeLessThan(1.15);
  });
});

describe('a label sketch', () => {
  /** The synthetic face in class 13, its first line in class 2; drawn with a pen of 3 px. */
  const values = drawnOnPaper(syntheticLines(), 512, 512, 3).data.map((v) => (v < 128 ? 13 : 0));
  const nose = drawnOnPaper(syntheticLines().slice(0, 1), 512, 512, 3).data;
  for (const [i, v] of nose.entries()) if (v < 128) values[i] = 2;
  const picture = (data: Uint8Array, channels: 1 | 3 = 1) =>
    sharp(data, { raw: { width: 512, height: 512, channels } });
  const spread = (tint: number) =>
    Uint8Array.from({ length: 3 * values.length }, (_, i) => {
      const value = values[Math.floor(i / 3)] as number;
      return i % 3 === 2 ? value * tint : value;
    });

  test.each<[string, () => Promise<Uint8Array>]>([
    ['grey', () => picture(values).toColourspace('b-w').png().toBuffer()],
    ['grey in three channels', () => picture(spread(1), 3).png().toBuffer()],
    ['grey with a palette', () => picture(values).png({ palette: true, colours: 256 }).toBuffer()],
  ])('I5 %s gives lines that say what they show', async (_, encode) => {
    const { lines, labels } = await linesOf(await encode());
    expect(labels).toHaveLength(lines.length);
    expect(new Set(labels)).toEqual(new Set(['nose', 'hair']));
    expect(covered(syntheticLines(), lines, 3)).toBeGreaterThan(0.95);
  });

  test.each<[string, () => Promise<Uint8Array>]>([
    ['with a value of 19', () => picture(values.with(0, 19)).png().toBuffer()],
    ['of another size', () => picture(values).extend({ right: 1, background: '#000' }).png().toBuffer()],
    ['in colour', () => picture(spread(2), 3).png().toBuffer()],
    ['as a WebP', () => picture(values).webp({ lossless: true }).toBuffer()],
    ['half transparent', () => picture(values).ensureAlpha(0.5).png().toBuffer()],
  ])('I6 %s it is an ordinary picture', async (_, encode) => {
    const drawing = await readDrawing(await encode()).catch((error) => error);
    expect(
      drawing instanceof InputError || (drawing.kind === 'picture' && drawing.labels === undefined),
    ).toBe(true);
  });

  test('I6 a broken one is refused as broken pictures are', async () => {
    const bytes = await picture(values).png().toBuffer();
    await expect(readDrawing(bytes.subarray(0, bytes.length / 2))).rejects.toThrow(
      /not a picture that can be/,
    );
  });
});

describe('readDrawing refuses', () => {
  const refusal = (bytes: Uint8Array) =>
    readDrawing(bytes).then(
      () => 'read',
      (error) => {
        expect(error).toBeInstanceOf(InputError);
        expect((error as Error).message).not.toContain('\n');
        return (error as Error).message;
      },
    );
  const svg = (inside: string, before = '') =>
    text(`${before}<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`);

  test.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(), /empty/],
    ['noise', Uint8Array.of(1, 2, 3, 4), /not a picture/],
    ['a file above the limit', new Uint8Array(MAX_IMPORT_BYTES + 1), /larger than 20 MB/],
    ['a web page', text('<!doctype html><p>'), /not a picture/],
    ['an SVG with entities', svg('', '<!DOCTYPE svg [<!ENTITY a "b">]>'), /document type/],
    ['an SVG with an external picture', svg('<image href="file:///etc/passwd"/>'), /scripts or pictures/],
    ['an SVG with an external reference', svg('<use href="other.svg#a"/>'), /link/],
    ['an SVG with an external paint', svg('<path d="M0 0" fill="url(http://a/b)"/>'), /link/],
    ['an SVG with a script', svg('<script>1</script>'), /scripts/],
    ['JSON that is no room', text('{"format":"other"}'), /not a Limn room file/],
    ['broken JSON', text('{"format":'), /not valid JSON/],
  ])('%s', async (_, bytes, reason) => {
    expect(await refusal(bytes)).toMatch(reason);
  });

  test('a broken PNG', async () => {
    const bytes = await grey(drawnOnPaper(syntheticLines(), 512, 512, 4))
      .png()
      .toBuffer();
    expect(await refusal(bytes.subarray(0, bytes.length / 2))).toMatch(/not a picture that can be read/);
  });

  test('blank paper', async () => {
    expect(
      await refusal(
        await grey(drawnOnPaper([], 300, 200, 1))
          .png()
          .toBuffer(),
      ),
    ).toBe('shows no lines');
  });

  test('a format that it does not read', async () => {
    const bytes = await grey(drawnOnPaper(syntheticLines(), 512, 512, 4))
      .tiff()
      .toBuffer();
    expect(await refusal(bytes)).toMatch(/is tiff; PNG, JPEG, WebP and SVG are read/);
  });
});

describe('a room file', () => {
  const room = (strokes: unknown, rest: object = {}) =>
    text(JSON.stringify({ format: 'limn-room', version: 1, strokes, ...rest }));

  test('gives its strokes where they were drawn, and its settings', async () => {
    const drawing = await readDrawing(
      room(
        [
          {
            points: [
              [10, 20.5],
              [30, 40, 0.5, 16],
            ],
          },
        ],
        { settings: { searchSpace: 'male', refine: { nose: 0.2 } } },
      ),
    );
    expect(drawing).toEqual({
      kind: 'room',
      strokes: [
        {
          key: '0',
          points: [
            { x: 10, y: 20.5 },
            { x: 30, y: 40 },
          ],
        },
      ],
      labels: [null],
      settings: { searchSpace: 'male', refine: { nose: 0.2 } },
    });
  });

  test('may be without strokes but not with points outside the canvas', async () => {
    expect(await readDrawing(room([]))).toMatchObject({ kind: 'room', strokes: [] });
    await expect(readDrawing(room([{ points: [[600, 0]] }]))).rejects.toThrow(InputError);
  });
});
