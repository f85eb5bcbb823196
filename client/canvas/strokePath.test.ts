import { describe, expect, it } from 'vitest';
import { decodePoints, encodePoints } from '../../shared/strokeCodec.ts';
import { hasPressure, strokeOutline } from './strokePath.ts';

const line = (pressure: number) =>
  Array.from({ length: 20 }, (_, n) => ({ x: 100 + n * 5, y: 200, pressure, time: n * 16 }));

const thickness = (pressure: number) => {
  const middle = strokeOutline(line(pressure), 8).filter(([x]) => x > 140 && x < 160);
  const ys = middle.map(([, y]) => y);
  return Math.max(...ys) - Math.min(...ys);
};

describe('a stroke’s outline', () => {
  it('takes ½ for unmeasured, also after the codec rounded it', () => {
    expect(hasPressure(line(0.5))).toBe(false);
    expect(hasPressure(decodePoints(encodePoints(line(0.5))))).toBe(false);
    expect(hasPressure(line(0.7))).toBe(true);
  });

  it('is thicker where a pen is pressed', () => {
    expect(thickness(0.9)).toBeGreaterThan(thickness(0.2) * 1.5);
  });

  it('shows a single point as a dot', () => {
    expect(strokeOutline(line(0.5).slice(0, 1), 8).length).toBeGreaterThan(4);
  });

  it('ends at the pen', () => {
    const xs = strokeOutline(line(0.5), 4).map(([x]) => x);
    expect(Math.max(...xs)).toBeGreaterThanOrEqual(194);
  });
});
