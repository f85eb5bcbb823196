import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { EngineError } from '../errors.ts';
import { parsePortraitOptions, settingsFor } from './portraitOptions.ts';
import { UsageError } from './usageError.ts';

const parse = (line: string) => parsePortraitOptions(line.split(' '));

describe('parsePortraitOptions', () => {
  test('reads every option', () => {
    const options = parse(
      'a.png b.jpg -o out/ --refine 0.5 --part nose=0.3 --part mouth=1 --search male --engine cpu --seed 7 --shadow s/ --labels l/ --no-fit --json',
    );
    expect(options).toMatchObject({
      inputs: ['a.png', 'b.jpg'],
      output: 'out/',
      shadow: 's/',
      labels: 'l/',
      fit: false,
      json: true,
    });
    expect(options.settings).toMatchObject({ searchSpace: 'male', appearanceSeed: 7 });
    expect(options.settings.refine).toEqual({
      leftEye: 0.5,
      rightEye: 0.5,
      nose: 0.3,
      mouth: 1,
      remainder: 0.5,
    });
  });

  test('a shaded drawing tells its looks, unless a picture or a seed is to', () => {
    expect(parse('a.png -o b.png').drawnLooks).toBe(true);
    expect(parse('a.png -o b.png --seed 7').drawnLooks).toBe(false);
    expect(parse('a.png -o b.png --seed 7 --appearance auto').drawnLooks).toBe(true);
    expect(parse('a.png -o b.png --appearance seed')).toMatchObject({
      drawnLooks: false,
      reference: undefined,
    });
    expect(parse('a.png -o b.png --appearance p.jpg')).toMatchObject({
      drawnLooks: false,
      reference: 'p.jpg',
    });
  });

  test('I10 reads how strongly a drawing’s light and dark count; the drawing itself tells which they are', () => {
    const options = parse('a.png -o b.png --shading 0.3');
    expect(settingsFor(options, { shading: { tones: 'f' } }).shading).toEqual({ tones: 'f', amount: 0.3 });
    expect(settingsFor(parse('a.png -o b.png')).shading).toEqual(DEFAULT_SETTINGS.shading);
  });

  test('H3 reads fidelity of all parts and of single ones', () => {
    const { settings } = parse('a.png -o b.png --fidelity 0.2 --part-fidelity nose=1');
    expect(settings.fidelity).toEqual({ leftEye: 0.2, rightEye: 0.2, nose: 1, mouth: 0.2, remainder: 0.2 });
    expect(settingsFor(parse('a.png -o b.png --part-fidelity nose=1')).fidelity).toEqual({
      ...DEFAULT_SETTINGS.fidelity,
      nose: 1,
    });
  });

  test('needs only an input and an output', () => {
    expect(parse('a.png -o b.png')).toMatchObject({
      engine: 'cpu',
      fit: true,
      json: false,
      settings: { refine: {} },
    });
    expect(parse('--help').help).toBe(true);
  });

  test.each([
    ['-o b.png', /no drawing is given/],
    ['a.png', /-o OUT\.png/],
    ['a.png -o b.png --refine 2', /--refine takes a number from 0 to 1, not "2"/],
    ['a.png -o b.png --part ear=1', /--part takes NAME.*leftEye.*"ear=1"/],
    ['a.png -o b.png --part nose', /--part takes NAME/],
    ['a.png -o b.png --shading dark', /--shading takes a number from 0 to 1, not "dark"/],
    ['a.png -o b.png --fidelity faithful', /--fidelity takes a number from 0 to 1, not "faithful"/],
    ['a.png -o b.png --part-fidelity ear=1', /--part-fidelity takes NAME.*"ear=1"/],
    ['a.png -o b.png --search cats', /--search takes any, female, male/],
    ['a.png -o b.png --seed -1', /--seed/],
    ['a.png -o b.png --colour red', /--colour/],
  ])('refuses "%s" in one sentence', (line, reason) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(reason);
    expect(() => parse(line)).not.toThrow(/\n/);
  });

  test('refuses an unknown engine with the list', () => {
    expect(() => parse('a.png -o b.png --engine abacus')).toThrow(EngineError);
  });
});

describe('settingsFor', () => {
  test("puts options over a room's settings over the defaults", () => {
    const settings = settingsFor(parse('a.json -o b.png --part nose=0.1'), {
      searchSpace: 'female',
      refine: { nose: 0.9, mouth: 0.2 },
    });
    expect(settings.refine).toEqual({ ...DEFAULT_SETTINGS.refine, nose: 0.1, mouth: 0.2 });
    expect(settings.searchSpace).toBe('female');
    expect(settings.shadow).toBe(false);
  });
});
