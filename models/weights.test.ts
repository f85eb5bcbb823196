import { createHash } from 'node:crypto';
import { readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WeightsError } from './errors.ts';
import { manifestFiles } from './manifest.ts';
import { writeFixtureWeights } from './testing/fixtureWeights.ts';
import { Weights } from './weights.ts';
import { defaultWeightsDir } from './weightsDir.ts';

describe('Weights.open', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await writeFixtureWeights();
  });
  afterEach(() => rm(dir, { recursive: true }));

  const refusal = () =>
    Weights.open(dir).then(
      () => 'opened',
      (error) => {
        expect(error).toBeInstanceOf(WeightsError);
        return (error as Error).message;
      },
    );

  test('opens an undamaged folder and reads its arrays', async () => {
    const weights = await Weights.open(dir);
    const sexes = await weights.array('face-sexes.bin', Uint8Array, weights.manifest.faces.count);
    expect([...sexes.subarray(0, 3)]).toEqual([0, 1, 0]);
    await expect(weights.array('face-sexes.bin', Float32Array, 5)).rejects.toThrow(WeightsError);
  });

  test('an array whose name ends in .gz is unpacked; what is no gzip is said to be none', async () => {
    const pack = async (bytes: Uint8Array) => {
      const file = path.join(dir, 'manifest.json');
      const manifest = JSON.parse(await readFile(file, 'utf8'));
      await writeFile(path.join(dir, 'sexes.bin.gz'), bytes);
      manifest.faces.sexes = 'sexes.bin.gz';
      manifest.hashes['sexes.bin.gz'] = createHash('sha256').update(bytes).digest('hex');
      await writeFile(file, JSON.stringify(manifest));
      return Weights.open(dir);
    };
    const plain = await readFile(path.join(dir, 'face-sexes.bin'));
    const weights = await pack(gzipSync(plain));
    expect(
      Buffer.from(await weights.array('sexes.bin.gz', Uint8Array, weights.manifest.faces.count)),
    ).toEqual(plain);
    await expect(weights.array('sexes.bin.gz', Uint8Array, 5)).rejects.toThrow(/holds \d+ values/);
    const broken = await pack(plain);
    await expect(broken.array('sexes.bin.gz', Uint8Array)).rejects.toThrow(
      /sexes\.bin\.gz cannot be unpacked/,
    );
  });

  test('names a missing file and how to restore it', async () => {
    await unlink(path.join(dir, 'is.onnx'));
    expect(await refusal()).toMatch(/is\.onnx is missing; .*git checkout/);
  });

  test('names a damaged file', async () => {
    await writeFile(path.join(dir, 'ce-nose.onnx'), 'something else');
    expect(await refusal()).toMatch(/ce-nose\.onnx is damaged/);
  });

  test('recognises a Git LFS pointer', async () => {
    await writeFile(path.join(dir, 'is.onnx'), 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n');
    expect(await refusal()).toMatch(/LFS pointer.*git lfs pull/);
  });

  test('refuses a folder without a manifest, or with one of another format', async () => {
    const file = path.join(dir, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...manifest, format: 2 }));
    expect(await refusal()).toMatch(/not a manifest of this version/);
    await writeFile(file, '{');
    expect(await refusal()).toMatch(/not JSON/);
    await unlink(file);
    expect(await refusal()).toMatch(/no weights: .*manifest\.json/);
  });
});

/** bytes: what a clone of the project may cost for the networks */
const MAX_SET_BYTES = 60_000_000;

test('the shipped set is undamaged and no larger than it may be', async () => {
  const { dir, manifest } = await Weights.open(defaultWeightsDir({}));
  const sizes = await Promise.all(
    manifestFiles(manifest).map(async (name) => (await stat(path.join(dir, name))).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MAX_SET_BYTES);
});

test('LIMN_WEIGHTS names the folder; without it, it is models/weights', () => {
  expect(defaultWeightsDir({ LIMN_WEIGHTS: 'elsewhere' })).toBe(path.resolve('elsewhere'));
  expect(defaultWeightsDir({})).toMatch(/models[\\/]weights$/);
});
