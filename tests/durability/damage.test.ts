import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../fuzz/random.ts';
import { damage, fates, fillStore, ROOMS } from './damage.ts';

const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);

let folder: string;
let whole: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limn-damage-'));
  whole = join(folder, 'whole');
  await fillStore(whole, new Random(1));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(SEEDS)(
  'D4 a file with a flipped bit or a lost end sets its own room aside or costs nothing: seed %i',
  async (seed) => {
    const copy = join(folder, `copy-${seed}`);
    const { room, done } = await damage(whole, copy, new Random(seed));
    const { fates: found, details } = await fates(copy);
    for (const [i, fate] of found.entries()) {
      const allowed = ROOMS[i] === room ? ['whole', 'set aside'] : ['whole'];
      expect(allowed, `${done}: ${details}`).toContain(fate);
    }
  },
);
