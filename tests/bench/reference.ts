import type { Engine } from '../../models/index.ts';
import { BenchGraph, createBenchEngine } from './benchGraph.ts';
import { OnnxModel } from './onnxModel.ts';
import { timeOurSynthesis } from './ourSynthesis.ts';

/** px: side of the feature canvas and of the portrait */
const SIZE = 512;
const CANVAS_CHANNELS = 32;
const FIRST_CHANNELS = 56;
const LEVELS = 4;
const RESIDUAL_BLOCKS = 9;
const RUNS = 3;

/**
 * The shape of DeepFaceDrawing's published generator (pix2pixHD's global generator, 32 → 56 channels,
 * four stride-2 levels, nine residual blocks of 896 channels) against our IS, in one engine. Its
 * weights are constants, since only its cost is asked for.
 */
export async function reference(): Promise<Record<string, number>> {
  const engine = await createBenchEngine();
  // Both before and after theirs, so that a machine that others use meanwhile is fair to both.
  const before = await timeOurSynthesis(engine);
  const { ms: theirs, gmac } = await timeReference(engine);
  const after = await timeOurSynthesis(engine);
  await engine.dispose();
  const ours = (before.ms + after.ms) / 2;
  return {
    ratio: theirs / ours,
    theirsMs: theirs,
    oursMs: ours,
    theirsGmac: gmac,
    oursGmac: before.gmac,
  };
}

async function timeReference(engine: Engine): Promise<{ ms: number; gmac: number }> {
  const input = [1, CANVAS_CHANNELS, SIZE, SIZE];
  const generator = new GlobalGenerator(input);
  const from = generator.build();
  const graph = await BenchGraph.load(engine, generator.model, { input, output: [1, 3, SIZE, SIZE], from });
  return { ms: await graph.time(RUNS), gmac: generator.macs / 1e9 };
}

/** pix2pixHD, `networks.GlobalGenerator` with instance normalisation and reflection padding. */
class GlobalGenerator {
  readonly model: OnnxModel;
  macs = 0;
  private tensor = 'input';
  private size = SIZE;
  private channels = CANVAS_CHANNELS;

  constructor(input: number[]) {
    this.model = new OnnxModel(input);
  }

  build(): string {
    this.convolve(FIRST_CHANNELS, 7);
    this.normalise('Relu');
    for (let level = 0; level < LEVELS; level++) {
      this.convolve(2 * this.channels, 3, 2);
      this.normalise('Relu');
    }
    for (let block = 0; block < RESIDUAL_BLOCKS; block++) {
      const skip = this.tensor;
      this.convolve(this.channels, 3);
      this.normalise('Relu');
      this.convolve(this.channels, 3);
      this.normalise();
      this.tensor = this.model.add('Add', [skip, this.tensor]);
    }
    for (let level = 0; level < LEVELS; level++) {
      this.convolveTransposed(this.channels / 2);
      this.normalise('Relu');
    }
    this.convolve(3, 7);
    return this.model.add('Tanh', [this.tensor]);
  }

  private convolve(to: number, kernel: number, stride = 1): void {
    const { model, channels } = this;
    const edge = (kernel - 1) / 2;
    // Reflected at full size, zeros where it strides, as the original does.
    if (stride === 1) {
      const pads = model.integers([0, 0, edge, edge, 0, 0, edge, edge]);
      this.tensor = model.add('Pad', [this.tensor, pads], { mode: 'reflect' });
    }
    const zeros = stride === 1 ? 0 : edge;
    const weights = model.constant([to, channels, kernel, kernel], 1 / (channels * kernel * kernel));
    this.tensor = model.add('Conv', [this.tensor, weights, model.constant([to], 0)], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [zeros, zeros, zeros, zeros],
    });
    this.size /= stride;
    this.macs += this.size ** 2 * kernel ** 2 * channels * to;
    this.channels = to;
  }

  private convolveTransposed(to: number): void {
    const { model, channels } = this;
    const weights = model.constant([channels, to, 3, 3], 1 / (channels * 9));
    this.tensor = model.add('ConvTranspose', [this.tensor, weights, model.constant([to], 0)], {
      kernel_shape: [3, 3],
      strides: [2, 2],
      pads: [1, 1, 1, 1],
      output_padding: [1, 1],
    });
    this.macs += this.size ** 2 * 9 * channels * to;
    this.size *= 2;
    this.channels = to;
  }

  private normalise(activation?: 'Relu'): void {
    const { model, channels } = this;
    const [scale, shift] = [model.constant([channels], 1), model.constant([channels], 0)];
    this.tensor = model.add('InstanceNormalization', [this.tensor, scale, shift]);
    if (activation) this.tensor = model.add(activation, [this.tensor]);
  }
}
