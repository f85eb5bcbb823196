import { expect, it } from 'vitest';
import type { Point } from '../../shared/canvas.ts';
import { type InkChunk, inkChunkSchema } from '../../shared/events.ts';
import { decodePoints } from '../../shared/strokeCodec.ts';
import { InkSender } from './inkSender.ts';

const pointsUpTo = (count: number): Point[] =>
  Array.from({ length: count }, (_, n) => ({
    x: (n * 511) % 512,
    y: (n * 307) % 512,
    pressure: 1,
    time: n * 900,
  }));

it('sends each point once, in chunks that the server accepts', () => {
  const stroke = { id: 'stroke-01', width: 3, points: [] as Point[] };
  const chunks: InkChunk[] = [];
  const sender = new InkSender(stroke, (chunk) => chunks.push(chunk));
  sender.flush();
  expect(chunks).toEqual([]);
  for (const length of [1, 1_200, 1_200, 1_203]) {
    stroke.points = pointsUpTo(length);
    sender.flush();
  }
  for (const chunk of chunks) expect(() => inkChunkSchema.parse(chunk)).not.toThrow();
  const indices = chunks.flatMap(({ from, points }) => decodePoints(points).map((_, n) => from + n));
  expect(indices).toEqual(Array.from({ length: 1_203 }, (_, n) => n));
});
