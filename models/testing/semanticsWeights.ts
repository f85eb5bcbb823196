import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { STROKE_CLASSES } from '../../shared/semantics/strokeClasses.ts';
import { ATTRIBUTE_TYPES, DATA_TYPES, encodeModel } from '../engine/onnx/schema.ts';
import { gaussian, seededRandom } from '../random.ts';
import { Weights } from '../weights.ts';
import { defaultWeightsDir } from '../weightsDir.ts';

const MANIFEST = 'manifest.json';
const NETWORK = 'semantics.onnx';
const WIDTH = 8;

/** The shipped weights with a small network of seeded chance that reads what strokes draw. @returns a temporary folder */
export async function writeSemanticsWeights(): Promise<string> {
  const shipped = defaultWeightsDir();
  const { manifest } = await Weights.open(shipped);
  const dir = await mkdtemp(path.join(tmpdir(), 'limn-semantics-'));
  for (const name of await readdir(shipped)) {
    if (name !== MANIFEST && name !== NETWORK)
      await symlink(path.resolve(shipped, name), path.join(dir, name));
  }
  const graph = twoConvolutions(manifest.canvas.channels, manifest.canvas.size);
  await writeFile(path.join(dir, NETWORK), graph);
  const hashes = { ...manifest.hashes, [NETWORK]: createHash('sha256').update(graph).digest('hex') };
  await writeFile(path.join(dir, MANIFEST), JSON.stringify({ ...manifest, semantics: NETWORK, hashes }));
  return dir;
}

export const removeWeights = (dir: string) => rm(dir, { recursive: true });

/** `classes` → 3 × 3 convolution → leaky ReLU → 3 × 3 convolution → `features`. */
function twoConvolutions(channels: number, side: number): Uint8Array {
  const random = seededRandom(8);
  const classes = STROKE_CLASSES.length;
  const initializer: object[] = [];
  const floats = (name: string, dims: number[], scale: number) => {
    const length = dims.reduce((a, b) => a * b, 1);
    const floatData = Array.from({ length }, () => scale * gaussian(random));
    initializer.push({ name, dataType: DATA_TYPES.float, dims, floatData });
    return name;
  };
  const convolution = (input: string, output: string, from: number, to: number) => ({
    opType: 'Conv',
    input: [input, floats(`${output}-w`, [to, from, 3, 3], 0.2), floats(`${output}-b`, [to], 0.1)],
    output: [output],
    attribute: [{ name: 'pads', ints: [1, 1, 1, 1], type: ATTRIBUTE_TYPES.ints }],
  });
  const slope = { name: 'alpha', f: 0.2, type: ATTRIBUTE_TYPES.float };
  const typed = (name: string, dims: number[]) => ({
    name,
    type: { tensorType: { elemType: 1, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
  });
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'semantics',
      node: [
        convolution('classes', 'hidden', classes, WIDTH),
        { opType: 'LeakyRelu', input: ['hidden'], output: ['active'], attribute: [slope] },
        convolution('active', 'features', WIDTH, channels),
      ],
      initializer,
      input: [typed('classes', [1, classes, side, side])],
      output: [typed('features', [1, channels, side, side])],
    },
  });
}
