import { expect, it } from 'vitest';
import { Stabiliser } from './stabiliser.ts';

const at = (x: number, y: number, time: number) => ({ x, y, pressure: 0.5, at: time });
/** a line to the right whose hand trembles by 3 px */
const trembling = Array.from({ length: 200 }, (_, i) => at(i * 4, 100 + (i % 2 ? 3 : -3), i * 8));
const roughness = (steadiness: 'off' | 'light' | 'strong') => {
  const [first, ...rest] = trembling;
  const stabiliser = new Stabiliser(first ?? at(0, 0, 0), steadiness);
  const ys = rest.map((sample) => stabiliser.follow(sample).y).slice(150);
  return Math.max(...ys) - Math.min(...ys);
};

it('S9 a trembling hand draws the more evenly the stronger it is, and exactly where it is off', () => {
  expect(roughness('off')).toBe(6);
  expect(roughness('light')).toBeLessThan(1);
  expect(roughness('strong')).toBeLessThan(roughness('light') / 2);
});

it('S9 a pen with more readings a second feels like one with fewer', () => {
  const end = (step: number) => {
    const stabiliser = new Stabiliser(at(0, 0, 0), 'light');
    let x = 0;
    for (let time = step; time <= 96; time += step) x = stabiliser.follow(at(100, 0, time)).x;
    return x;
  };
  expect(end(4)).toBeCloseTo(end(16), 6);
});
