import { describe, expect, test } from 'vitest';
import { LastResult } from './lastResult.ts';

describe('LastResult', () => {
  test('computes again only when an input changed; arrays count by content', async () => {
    const last = new LastResult<object>();
    const first = await last.of([Float32Array.of(1, 2), 'a'], () => ({}));
    expect(await last.of([Float32Array.of(1, 2), 'a'], () => ({}))).toBe(first);
    expect(await last.of([Float32Array.of(1, 3), 'a'], () => ({}))).not.toBe(first);
  });

  test('does not remember a failure', async () => {
    const last = new LastResult<number>();
    await expect(
      last.of([1], () => {
        throw new Error('engine');
      }),
    ).rejects.toThrow('engine');
    expect(await last.of([1], () => 2)).toBe(2);
  });
});
