import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { APPEARANCE_CONTROLS } from '../../shared/appearance.ts';
import { PART_IDS, PART_WINDOWS, SEARCH_SPACES } from '../../shared/parts.ts';
import { CODE_SIZE, SEARCH_SIZE } from '../manifest.ts';
import { gaussian, seededRandom } from '../random.ts';

/** Faces of the fixture; even ones are female. */
export const FIXTURE_FACES = 24;
export const FIXTURE_CHANNELS = 4;
export const FIXTURE_SIZE = 256;

/**
 * Writes a small folder in the weights' format, filled with seeded chance, and returns its path. Its
 * graphs are placeholders for `FakeEngine`; everything else is real.
 * @param extras networks that a set need not have; `deviations`: a prior in the older form, without factors
 */
export async function writeFixtureWeights(
  extras: { fidelity?: boolean; semantics?: boolean; interpreter?: boolean; deviations?: boolean } = {},
): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'limn-weights-'));
  const hashes: Record<string, string> = {};
  const random = seededRandom(1);
  const write = async (name: string, content: string | ArrayBufferView) => {
    const bytes =
      typeof content === 'string'
        ? Buffer.from(content)
        : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    hashes[name] = createHash('sha256').update(bytes).digest('hex');
    await writeFile(path.join(dir, name), bytes);
    return name;
  };
  const int8 = (length: number) =>
    Int8Array.from({ length }, () => Math.max(-127, Math.min(127, Math.round(40 * gaussian(random)))));
  const floats = (length: number, scale: number) =>
    Float32Array.from({ length }, () => scale * gaussian(random));

  const parts: Record<string, unknown> = {};
  for (const part of PART_IDS) {
    const rows = 2 * FIXTURE_FACES;
    parts[part] = {
      inputSize: 32,
      featureSize: PART_WINDOWS[part].width / 4,
      componentEmbedding: await write(`ce-${part}.onnx`, `ce ${part}`),
      featureMapping: await write(`fm-${part}.onnx`, `fm ${part}`),
      bank: {
        rows,
        codes: await write(`bank-${part}-codes.bin`, int8(rows * CODE_SIZE)),
        scales: await write(`bank-${part}-scales.bin`, new Float32Array(rows).fill(1 / 64)),
        faces: await write(
          `bank-${part}-faces.bin`,
          Uint16Array.from({ length: rows }, (_, row) => row % FIXTURE_FACES),
        ),
        searchCodes: await write(`bank-${part}-searchCodes.bin`, int8(rows * SEARCH_SIZE)),
        searchScale: 1 / 64,
        searchMean: await write(`bank-${part}-searchMean.bin`, new Float32Array(CODE_SIZE)),
        searchProjection: await write(
          `bank-${part}-searchProjection.bin`,
          floats(CODE_SIZE * SEARCH_SIZE, 0.04),
        ),
      },
    };
  }
  const mixtures: Record<string, unknown> = {};
  for (const space of SEARCH_SPACES) {
    mixtures[space] = {
      components: 2,
      means: await write(`appearance-${space}-means.bin`, floats(2 * 8, 1)),
      ...(extras.deviations
        ? { deviations: await write(`appearance-${space}-deviations.bin`, new Float32Array(2 * 8).fill(0.3)) }
        : { factors: await write(`appearance-${space}-factors.bin`, floats(2 * 3 * 8, 0.3)), rank: 3 }),
      weights: [0.5, 0.5],
    };
  }
  const manifest = {
    format: 1,
    version: 'fixture-1',
    rasterSize: 256,
    penWidth: 3,
    canvas: { size: 128, channels: FIXTURE_CHANNELS },
    parts,
    pasteOrder: ['mouth', 'nose', 'leftEye', 'rightEye'],
    seam: 4,
    imageSynthesis: { file: await write('is.onnx', 'is'), size: FIXTURE_SIZE, appearanceSize: 8 },
    appearance: {
      encoder: await write('appearance.onnx', 'appearance'),
      directions: {
        file: await write('appearance-directions.bin', floats(APPEARANCE_CONTROLS.length * 8, 1)),
        controls: APPEARANCE_CONTROLS.map((name) => ({ name, reach: 1 })),
      },
      mixtures,
    },
    ...(extras.fidelity && { fidelity: await write('fidelity.onnx', 'fidelity') }),
    ...(extras.semantics && { semantics: await write('semantics.onnx', 'semantics') }),
    ...(extras.interpreter && { interpreter: await write('interpreter.onnx', 'interpreter') }),
    parser: await write('parser.onnx', 'parser'),
    faces: {
      count: FIXTURE_FACES,
      sexes: await write(
        'face-sexes.bin',
        Uint8Array.from({ length: FIXTURE_FACES }, (_, i) => i % 2),
      ),
    },
    guides: await writeGuides(write),
    hashes,
  };
  await writeFile(path.join(dir, 'manifest.json'), JSON.stringify(manifest));
  return dir;
}

const FIXTURE_STEPS = 5;

/** Every face: one stroke a part across the middle of its window, moved by the face's number. */
async function writeGuides(write: (name: string, content: ArrayBufferView) => Promise<string>) {
  const origins: number[] = [];
  const steps: number[] = [];
  const strokeParts: number[] = [];
  const faceStarts = [0];
  for (let face = 0; face < FIXTURE_FACES; face++) {
    PART_IDS.forEach((part, index) => {
      const { x, y, width, height } = PART_WINDOWS[part];
      const middle = y + height / 2 + face - FIXTURE_FACES / 2;
      origins.push(8 * (x + width / 4), 8 * middle);
      // Half the window in steps of 1/2 px: the widest window is longer than one step reaches.
      for (let step = 0; step < FIXTURE_STEPS; step++) steps.push(Math.round(width / FIXTURE_STEPS), 0);
      strokeParts.push(index);
    });
    faceStarts.push(strokeParts.length);
  }
  return {
    origins: await write('guides-origins.bin', Int16Array.from(origins)),
    steps: await write('guides-steps.bin', Int8Array.from(steps)),
    stepCounts: await write('guides-stepCounts.bin', new Uint8Array(strokeParts.length).fill(FIXTURE_STEPS)),
    strokeParts: await write('guides-strokeParts.bin', Uint8Array.from(strokeParts)),
    faceStarts: await write('guides-faceStarts.bin', Int32Array.from(faceStarts)),
  };
}
