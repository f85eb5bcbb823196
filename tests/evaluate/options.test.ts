import { expect, test } from 'vitest';
import { parseEvaluateOptions } from './options.ts';

const parse = (...args: string[]) => parseEvaluateOptions(args, '/project');

test('two weights folders are compared', () => {
  const { compare, weights } = parse('--faces', '/faces', '--compare', '/a', '/b');
  expect(compare).toBe(true);
  expect(weights).toEqual(['/a', '/b']);
});

test('a baseline is measured beside them', () => {
  expect(parse('--faces', '/f', '--baseline', '/direct').baseline).toBe('/direct');
  expect(parse('--faces', '/f').baseline).toBeUndefined();
});

test('without a refinement the app’s own counts; several are measured one after the other', () => {
  expect(parse('--faces', '/f').refinements).toEqual([null]);
  expect(parse('--faces', '/f', '--refinement', '0', '--refinement', '0.5').refinements).toEqual([0, 0.5]);
});

test.each([
  [[], /^say which faces to measure on/],
  [['gallery', '--sketches', '/s'], /^say which faces/],
  [['--faces', '/f', '--compare', '/a'], /^--compare takes two weights folders/],
  [['guess', '--faces', '/f'], /^unknown command "guess"/],
  [['--faces', '/f', '--split', 'all'], /^--split is one of training, validation, test/],
  [['--faces', '/f', '--limit', '1.5'], /^--limit takes a whole number, not "1.5"/],
  [['--faces', '/f', '--fidelity', '2'], /^--fidelity takes a number from 0 to 1/],
  [['--faces', '/f', '--refinement', '2'], /^--refinement takes a number from 0 to 1/],
  [['--faces', '/f', '--engine', 'abacus'], /^unknown engine "abacus"/],
  [['--blur'], /^Unknown option '--blur'/],
])('refuses %j in one sentence', (args, reason) => {
  expect(() => parse(...args)).toThrow(reason);
});
