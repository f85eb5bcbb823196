import { readFile, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WeightsError } from './errors.ts';
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

test('LIMN_WEIGHTS names the folder; without it, it is models/weights', () => {
  expect(defaultWeightsDir({ LIMN_WEIGHTS: 'elsewhere' })).toBe(path.resolve('elsewhere'));
  expect(defaultWeightsDir({})).toMatch(/models[\\/]weights$/);
});
