import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatOf, outputPaths } from './outputPaths.ts';
import { UsageError } from './usageError.ts';

describe('outputPaths', () => {
  test('writes one input to the file named', async () => {
    expect(await outputPaths(['in/a.jpg'], 'x.png', '-o')).toEqual(['x.png']);
    expect(formatOf('x.WEBP')).toBe('webp');
  });

  test.each(['out/', 'out', tmpdir()])('writes base names into the folder %s', async (folder) => {
    expect(await outputPaths(['in/a.jpg', 'b.png'], folder, '-o')).toEqual([
      path.join(folder, 'a.png'),
      path.join(folder, 'b.png'),
    ]);
  });

  test('labels are written as JSON', async () => {
    expect(await outputPaths(['in/a.jpg'], 'out/', '--labels', 'labels')).toEqual([
      path.join('out/', 'a.json'),
    ]);
    expect(await outputPaths(['in/a.jpg'], 'x.json', '--labels', 'labels')).toEqual(['x.json']);
    await expect(outputPaths(['a.png'], 'x.png', '--labels', 'labels')).rejects.toThrow(/written as \.json/);
  });

  test.each<[string[], string, RegExp]>([
    [['a.png', 'b.png'], 'x.png', /-o names one file for 2 inputs/],
    [['a.png'], 'x.gif', /\.png or \.webp/],
    [['in/a.png', 'a.jpg'], 'out/', /two inputs would both be written to out.a\.png/],
  ])('refuses %j to %s', async (inputs, target, reason) => {
    await expect(outputPaths(inputs, target, '-o')).rejects.toThrow(UsageError);
    await expect(outputPaths(inputs, target, '-o')).rejects.toThrow(reason);
  });
});
