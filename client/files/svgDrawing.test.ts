import sharp from 'sharp';
import { expect, test } from 'vitest';
import { linePoints } from '../../tests/support/strokes.ts';
import type { SeenStroke } from '../picture/seenStrokes.ts';
import { svgDrawing } from './svgDrawing.ts';

const stroke = (author: string, y: number): SeenStroke => ({
  id: `${author}-${y}`,
  author,
  width: 8,
  startedAt: y,
  points: linePoints(40, y),
});
const labels = (svg: string) => [...svg.matchAll(/inkscape:label="([^"]*)"/g)].map(([, label]) => label);

test('E2 strokes are paths in a layer a person, or a part, and are seen where they were drawn', async () => {
  const strokes = [stroke('ann00000', 100), stroke('ben00000', 300), stroke('ann00000', 400)];
  const svg = svgDrawing(strokes, 'person', (key) => key.slice(0, 3));
  expect(labels(svg)).toEqual(['ann', 'ben']);
  expect(svg.match(/<path /g)).toHaveLength(3);
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten({ background: '#fff' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([512, 512]);
  for (const y of [100, 300, 400]) expect(data[y * 512 + 250]).toBeLessThan(100);
  expect(data[200 * 512 + 250]).toBe(255);
  expect(labels(svgDrawing(strokes, 'part', (key) => key))).toContain('remainder');
});

test('E2 a name is text, whatever it says', () => {
  const svg = svgDrawing([stroke('ann00000', 100)], 'person', () => '"/><script>alert(1)</script>\u0000&');
  expect(svg).not.toContain('<script');
  expect(labels(svg)).toEqual(['&quot;/&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;']);
});

test('E2 an empty sheet is an SVG too', async () => {
  expect(await sharp(Buffer.from(svgDrawing([], 'part', String))).metadata()).toMatchObject({ width: 512 });
});
