import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { VariantSet } from '../../shared/variants.ts';
import { AddressLimiter } from '../limits/addressLimiter.ts';
import type { Scene } from '../portraits/service.ts';
import { SideJobError } from '../portraits/sideJobs.ts';
import { soloBus } from '../rooms/roomBus.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { VARIANT_SET_RATE, VariantDesk } from './variantDesk.ts';

const SCENE: Scene = {
  version: 7,
  stateVector: new Uint8Array(),
  tailSeq: 3,
  strokes: [],
  tails: [{ key: 'tail', bytes: new Uint8Array() }],
  settings: { ...DEFAULT_SETTINGS, shadow: true },
};
const picture = (seed: number) => ({ image: new Uint8Array([seed]), stamp: {} }) as unknown as Picture;

function desk({ closed = false } = {}) {
  const drawn: Scene[] = [];
  const waiting: { resolve: (picture: Picture) => void; reject: (error: Error) => void }[] = [];
  const news: VariantSet[] = [];
  const troubles: unknown[] = [];
  const variants = new VariantDesk(
    { id: 'r', closed, channel: soloBus.open('r') },
    {
      sets: new AddressLimiter(VARIANT_SET_RATE, () => 0),
      readScene: () => SCENE,
      draw: (scene) => {
        drawn.push(scene);
        return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
      },
      onNews: (set) => news.push(set),
      onTrouble: (error) => troubles.push(error),
    },
  );
  const wish = (...seeds: number[]) =>
    variants.wish(
      { how: 'fresh', variants: seeds.map((appearanceSeed) => ({ appearanceSeed })) },
      'ann00000',
      async () => {},
    );
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { variants, drawn, waiting, news, troubles, wish, settled };
}

test('Q13 variants are drawn one after the other from the strokes of one moment, without guide and tails', async () => {
  const { variants, drawn, waiting, wish, settled, news } = desk();
  const { variants: wished } = await wish(1, 2);
  await settled();
  expect(drawn.map(({ settings }) => settings.appearanceSeed)).toEqual([1]);
  expect(drawn[0]).toMatchObject({ version: 7, tailSeq: 0, tails: [], settings: { shadow: false } });
  waiting[0]?.resolve(picture(1));
  await settled();
  expect(drawn.map(({ settings }) => settings.appearanceSeed)).toEqual([1, 2]);
  expect(variants.set?.variants.map(({ state }) => state)).toEqual(['drawn', 'waiting']);
  expect([...variants.pictures.keys()]).toEqual([wished[0]?.id]);
  expect(news.at(-1)).toEqual(variants.set);
});

test('Q13 a new set takes the old one’s place: what was not drawn of it never is, and its pictures go', async () => {
  const { variants, drawn, waiting, wish, settled } = desk();
  await wish(1, 2, 3);
  await settled();
  await wish(9);
  waiting[0]?.resolve(picture(1));
  await settled();
  expect(drawn.map(({ settings }) => settings.appearanceSeed)).toEqual([1, 9]);
  waiting[1]?.resolve(picture(9));
  await settled();
  expect([...variants.pictures.values()]).toEqual([picture(9)]);
});

test('Q13 one that fails leaves the others alone', async () => {
  const { variants, waiting, wish, settled, troubles } = desk();
  await wish(1, 2);
  await settled();
  waiting[0]?.reject(new SideJobError('no worker'));
  await settled();
  waiting[1]?.resolve(picture(2));
  await settled();
  expect(variants.set?.variants.map(({ state }) => state)).toEqual(['failed', 'drawn']);
  expect(troubles).toEqual([]);
});

test('Q13 one that fails for a reason nobody foresaw leaves no other waiting, and is told', async () => {
  const { variants, waiting, wish, settled, troubles } = desk();
  await wish(1, 2);
  await settled();
  waiting[0]?.reject(new TypeError('unforeseen'));
  await settled();
  waiting[1]?.resolve(picture(2));
  await settled();
  expect(variants.set?.variants.map(({ state }) => state)).toEqual(['failed', 'drawn']);
  expect(troubles).toMatchObject([{ message: 'unforeseen' }]);
});

test('Q13 a room that left memory while they were noted draws none', async () => {
  const { variants, drawn, settled } = desk();
  const wished = variants.wish({ how: 'fresh', variants: [{ appearanceSeed: 1 }] }, 'ann00000', async () =>
    variants.close(),
  );
  await expect(wished).rejects.toMatchObject({ reason: 'restarting' });
  await settled();
  expect(drawn).toEqual([]);
});

test('Q14 a closed session gets none, and so many sets a minute are enough', async () => {
  await expect(desk({ closed: true }).wish(1)).rejects.toMatchObject({ reason: 'forbidden' });
  const { wish } = desk();
  for (let i = 0; i < 12; i++) await wish(i);
  await expect(wish(13)).rejects.toMatchObject({ reason: 'rate-limited' });
});
