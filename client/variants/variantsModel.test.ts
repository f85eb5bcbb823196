import { get } from 'svelte/store';
import { expect, test } from 'vitest';
import type { VariantSet } from '../../shared/variants.ts';
import { VariantsModel } from './variantsModel.ts';

const setOf = (...ids: string[]): VariantSet => ({
  by: 'ann00000',
  how: 'fresh',
  version: 1,
  variants: ids.map((id) => ({ id, changes: {}, state: 'drawn' })),
});

function model() {
  const fetched: string[] = [];
  const revoked: string[] = [];
  let broken = false;
  const variants = new VariantsModel(
    {
      current: async () => setOf('a'),
      ask: async () => null,
      portrait: async (id) => {
        fetched.push(id);
        if (broken) throw new Error('away');
        return new Blob([id]);
      },
    },
    { createObjectURL: () => `blob:${fetched.length}`, revokeObjectURL: (url) => void revoked.push(url) },
  );
  return { variants, fetched, revoked, breakOff: (value: boolean) => (broken = value) };
}

test('Q13 a picture is fetched once, and let go with its set', async () => {
  const { variants, fetched, revoked } = model();
  await variants.load();
  expect(await variants.url('a')).toBe(await variants.url('a'));
  expect(fetched).toEqual(['a']);
  variants.receive(setOf('b'));
  await Promise.resolve();
  expect(revoked).toEqual(['blob:1']);
  expect(get(variants.set)).toEqual(setOf('b'));
});

test('a picture that could not be fetched is asked for again', async () => {
  const { variants, fetched, breakOff } = model();
  breakOff(true);
  await expect(variants.url('a')).rejects.toThrow('away');
  breakOff(false);
  await variants.url('a');
  expect(fetched).toEqual(['a', 'a']);
});
