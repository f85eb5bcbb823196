import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { Subject } from './subjects.ts';
import { CONDITIONS, unsurely } from './sweep.ts';
import { writeSweepSheet } from './sweepSheet.ts';

const LINE = { key: 'brow', points: [0, 1, 2, 3, 4].map((i) => ({ x: 150 + 20 * i, y: 200 })) };
const subject: Subject = { id: 'a', strokes: [LINE], photo: null, photoSize: 512, groups: {} };

test('an unsure hand moves the lines and the subject remembers those that were meant', () => {
  const rough = unsurely(subject, { deformation: 12, missing: 0 }, 1);
  expect(rough.meant).toBe(subject.strokes);
  expect(rough.strokes[0]?.points).not.toEqual(LINE.points);
});

test('the sheet has a column a condition and a block of rows a face: the drawing and every candidate', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'limn-sweep-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const grey = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  const swept = ['a=0 & more', 'direct network'].map((name) => ({
    name,
    results: [],
    portraits: new Map([['a', CONDITIONS.map(() => grey)]]),
  }));
  const file = path.join(folder, 'sweep.png');
  await writeSweepSheet([subject], swept, 1, file);
  const { data, info } = await sharp(file).greyscale().raw().toBuffer({ resolveWithObject: true });
  const step = (info.width + 4) / (CONDITIONS.length + 2);
  expect(info.height + 4).toBe(4 * step);
  const inCell = (row: number, column: number) => {
    const pixels: number[] = [];
    for (let y = row * step; y < (row + 1) * step - 4; y++) {
      for (let x = column * step; x < (column + 1) * step - 4; x++)
        pixels.push(data[y * info.width + x] as number);
    }
    return pixels;
  };
  expect(new Set(inCell(2, 1))).toEqual(new Set([128]));
  expect(new Set(inCell(3, CONDITIONS.length))).toEqual(new Set([128]));
  // Ink: of the titles above and beside, and of the drawing.
  for (const [row, column] of [
    [0, 3],
    [2, 0],
    [3, 0],
    [1, 1],
  ] as const) {
    expect(Math.min(...inCell(row, column)), `${row}, ${column}`).toBeLessThan(100);
  }
});
