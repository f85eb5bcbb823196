import path from 'node:path';
import { PART_WINDOWS, type PartId } from '../../shared/parts.ts';
import type { Engine, Graph, Tensor } from '../engine/engine.ts';
import { STROKE_FEATURES } from '../interpretation/strokeFeatures.ts';
import { CODE_SIZE } from '../manifest.ts';
import { gaussian, seededRandom } from '../random.ts';
import { FIXTURE_CHANNELS, FIXTURE_SIZE } from './fixtureWeights.ts';

/** Computes something cheap of the right shape in place of each graph of the fixture, and counts the runs. */
export class FakeEngine implements Engine {
  readonly name = 'fake';
  /** runs by graph: `ce-nose`, `is`, … */
  readonly runs: Record<string, number> = {};
  /** most graphs that ever ran at once */
  mostAtOnce = 0;
  private running = 0;

  async loadGraph(file: string): Promise<Graph> {
    const name = path.basename(file, '.onnx');
    const compute = graphOf(name);
    return {
      run: async (inputs) => {
        this.runs[name] = (this.runs[name] ?? 0) + 1;
        this.running++;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
        await Promise.resolve();
        this.running--;
        return compute(inputs);
      },
      dispose: async () => {},
    };
  }

  /** Names of the graphs that ran since the last call, sorted. */
  takeRuns(): string[] {
    const names = Object.keys(this.runs).sort();
    for (const name of names) delete this.runs[name];
    return names;
  }

  async dispose(): Promise<void> {}
}

type Compute = (inputs: Readonly<Record<string, Tensor>>) => Record<string, Tensor>;

function graphOf(name: string): Compute {
  const [kind, part] = name.split('-');
  if (kind === 'ce') return embeddingGraph();
  if (kind === 'fm') return mappingGraph(PART_WINDOWS[part as PartId].width / 4);
  if (kind === 'semantics') return classesGraph;
  if (kind === 'interpreter') return columnsGraph;
  return kind === 'fidelity' ? strokesGraph : synthesisGraph;
}

/** Ink of a class lightens the channels, the more the higher its number; without any, all is a little darker. */
const classesGraph: Compute = ({ classes }) => {
  const area = 128 * 128;
  const ink = (classes as Tensor).data;
  const data = new Float32Array(FIXTURE_CHANNELS * area).fill(-0.05);
  for (let i = 0; i < data.length; i++) {
    for (let c = 0; c < 18; c++)
      data[i] = (data[i] as number) + ((c + 1) / 18) * (ink[c * area + (i % area)] as number);
  }
  return { features: { data, dims: [1, FIXTURE_CHANNELS, 128, 128] } };
};

/** Surely the class whose number is the hundreds of the x (canvas px) where a stroke begins; below 100 none. */
const columnsGraph: Compute = ({ strokes }) => {
  const { data, dims } = strokes as Tensor;
  const count = dims[0] as number;
  const classes = new Float32Array(count * 19);
  for (let i = 0; i < count; i++) {
    const x = (data[i * STROKE_FEATURES] as number) * 128 + 256;
    classes[i * 19 + Math.floor(x / 100)] = 9;
  }
  return { classes: { data: classes, dims: [count, 19] } };
};

/** Every second pixel of the sketch, in all channels. */
const strokesGraph: Compute = ({ sketch }) => {
  const area = 128 * 128;
  const data = new Float32Array(FIXTURE_CHANNELS * area);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [(i % area) % 128, Math.floor((i % area) / 128)];
    data[i] = (sketch as Tensor).data[2 * y * 256 + 2 * x] as number;
  }
  return { features: { data, dims: [1, FIXTURE_CHANNELS, 128, 128] } };
};

/** A fixed random projection of the sketch. */
function embeddingGraph(): Compute {
  const random = seededRandom(4);
  const basis = Float32Array.from({ length: 32 * 32 * 8 }, () => gaussian(random));
  return ({ sketch }) => {
    const data = new Float32Array(CODE_SIZE);
    (sketch as Tensor).data.forEach((ink, i) => {
      for (let k = 0; k < 8; k++) {
        const place = (i * 37 + k * 61) % CODE_SIZE;
        data[place] = (data[place] as number) + ink * (basis[i * 8 + k] as number);
      }
    });
    return { code: { data, dims: [1, CODE_SIZE] } };
  };
}

/** Every channel is flat at one of the code's values. */
function mappingGraph(side: number): Compute {
  return ({ code }) => {
    const data = new Float32Array(FIXTURE_CHANNELS * side * side);
    for (let channel = 0; channel < FIXTURE_CHANNELS; channel++) {
      data.fill((code as Tensor).data[channel] as number, channel * side * side, (channel + 1) * side * side);
    }
    return { features: { data, dims: [1, FIXTURE_CHANNELS, side, side] } };
  };
}

/** The first three channels, twice as large, tinted by the appearance code. */
const synthesisGraph: Compute = ({ canvas, appearance }) => {
  const side = FIXTURE_SIZE;
  const data = new Float32Array(3 * side * side);
  for (let channel = 0; channel < 3; channel++) {
    const tint = 0.2 * ((appearance as Tensor).data[channel] as number);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const source = (channel * 128 + (y >> 1)) * 128 + (x >> 1);
        data[(channel * side + y) * side + x] = Math.tanh(((canvas as Tensor).data[source] as number) + tint);
      }
    }
  }
  return { portrait: { data, dims: [1, 3, side, side] } };
};
