import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../shared/settings.ts';
import { Appearance, AppearancePrior, type Mixture } from './appearance.ts';
import { packCode } from './appearanceCode.ts';
import { AppearanceDirections } from './appearanceDirections.ts';

const still = DEFAULT_SETTINGS.appearance;
const directions = new AppearanceDirections({ skin: Float32Array.of(1, 0), age: Float32Array.of(0, 2) });

describe('AppearanceDirections', () => {
  test('add each slider’s deviations along its own direction', () => {
    const moved = directions.move(Float32Array.of(5, 5), { ...still, skin: 1.5, age: -1 });
    expect([...moved]).toEqual([6.5, 3]);
  });

  test('leave the code itself where every slider is in the middle', () => {
    const code = Float32Array.of(1, 2);
    expect(directions.move(code, still)).toBe(code);
  });

  test('ignore a slider that the weights do not know', () => {
    expect([...directions.move(Float32Array.of(1, 2), { ...still, hair: 2 })]).toEqual([1, 2]);
  });
});

describe('Appearance', () => {
  const mixture: Mixture = {
    means: Float32Array.of(1, 2),
    factors: Float32Array.of(0, 0),
    rank: 1,
    weights: [1],
  };
  const prior = new AppearancePrior({ any: mixture, female: mixture, male: mixture }, 2);
  const appearance = new Appearance(prior, directions, '0123abcd');
  const reference = {
    source: 'picture',
    encoder: '0123abcd',
    code: packCode(Float32Array.of(3, 4)),
  } as const;
  const codeFor = (change: object) => [...appearance.codeFor({ ...DEFAULT_SETTINGS, ...change })];

  test('takes the reference before the seed, and moves either by the sliders', () => {
    expect(codeFor({})).toEqual([1, 2]);
    expect(codeFor({ appearanceReference: reference })).toEqual([3, 4]);
    expect(codeFor({ appearanceReference: reference, appearance: { ...still, skin: 1 } })).toEqual([4, 4]);
  });

  test('K4 stays half-way to the mean look where the reference’s colours are matched apart; an old room’s goes all the way', () => {
    const coloured = { ...reference, colours: { hair: '#302010' } };
    expect(codeFor({ appearanceReference: coloured })).toEqual([2, 3]);
    expect(codeFor({ appearanceReference: coloured, appearance: { ...still, skin: 1 } })).toEqual([3, 3]);
    expect(codeFor({ appearanceReference: reference })).toEqual([3, 4]);
  });

  test('falls back to the seed for a reference that other weights made', () => {
    expect(codeFor({ appearanceReference: { ...reference, encoder: 'ffffffff' } })).toEqual([1, 2]);
  });
});
