import { describe, expect, it } from 'vitest';
import { decodeStroke, encodeStroke } from '../../shared/strokeCodec.ts';
import { StrokeBuilder } from './strokeBuilder.ts';

const sample = (x: number, y = 10, at = x) => ({ x, y, pressure: 0.5, at });

describe('the stroke under the pen', () => {
  it('stays inside the canvas', () => {
    const stroke = new StrokeBuilder('id', 3, 0, sample(-20, 600, 0));
    stroke.add(sample(700, -1));
    expect(stroke.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 512],
      [512, 0],
    ]);
  });

  it('leaves out points that show nothing new', () => {
    const stroke = new StrokeBuilder('id', 3, 0, sample(0));
    for (let x = 0; x <= 10; x += 0.1) stroke.add(sample(x));
    expect(stroke.points.length).toBeLessThan(20);
  });

  it('counts time from its first point, never backwards', () => {
    const stroke = new StrokeBuilder('id', 3, 0, sample(0, 10, 1_000));
    stroke.add(sample(5, 10, 1_016));
    stroke.add(sample(9, 10, 900));
    expect(stroke.points.map(({ time }) => time)).toEqual([0, 16, 0]);
  });

  it('is full at the limit, and packs', () => {
    const stroke = new StrokeBuilder('id', 3, 7, sample(0));
    for (let n = 1; !stroke.full; n++) stroke.add(sample((n % 2) * 10, 10, n));
    const packed = encodeStroke(stroke.finish('ada'));
    expect(decodeStroke(packed)).toMatchObject({ author: 'ada', startedAt: 7, width: 3 });
    expect(stroke.points).toHaveLength(2_000);
  });
});
