import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine, Tensor } from '../engine/engine.ts';
import { writeFixtureWeights } from '../testing/fixtureWeights.ts';
import { Weights } from '../weights.ts';
import { STROKE_FEATURES } from './strokeFeatures.ts';
import { StrokeInterpreter } from './strokeInterpreter.ts';

let dir: string;
beforeEach(async () => {
  dir = await writeFixtureWeights({ interpreter: true });
});
afterEach(() => rm(dir, { recursive: true }));

/** Answers each stroke with the class that its first place's x says: 10 px a class. */
function engineOfColumns(lots: number[], sureness = 9): Engine {
  return {
    name: 'columns',
    loadGraph: async () => ({
      run: async ({ strokes }) => {
        const { data, dims } = strokes as Tensor;
        const count = dims[0] as number;
        lots.push(count);
        const logits = new Float32Array(count * 19);
        for (let i = 0; i < count; i++) {
          const x = (data[i * STROKE_FEATURES] as number) * 128 + 256;
          logits[i * 19 + Math.round(x / 10)] = sureness;
        }
        return { classes: { data: logits, dims: [count, 19] } };
      },
      dispose: async () => {},
    }),
    dispose: async () => {},
  };
}

const dot = (number: number) => ({ points: [{ x: number * 10, y: 100 }] });

async function interpreter(engine: Engine): Promise<StrokeInterpreter> {
  return (await StrokeInterpreter.create(await Weights.open(dir), engine)) as StrokeInterpreter;
}

test('every stroke gets its own class, in drawing order; nothing is null', async () => {
  const columns = await interpreter(engineOfColumns([]));
  expect(await columns.interpret([13, 0, 1, 18].map(dot))).toEqual(['hair', null, 'skin', 'cloth']);
  expect(await columns.interpret([])).toEqual([]);
});

test('a class that the network is not sure of is none', async () => {
  const unsure = await interpreter(engineOfColumns([], 1));
  expect(await unsure.interpret([dot(13)])).toEqual([null]);
});

test('a drawing of very many strokes is dealt out in even lots, and each answer finds its stroke', async () => {
  const lots: number[] = [];
  const columns = await interpreter(engineOfColumns(lots));
  const numbers = Array.from({ length: 1_001 }, (_, i) => 1 + (i % 2) * 12);
  const classes = await columns.interpret(numbers.map(dot));
  expect(classes).toEqual(numbers.map((number) => (number === 1 ? 'skin' : 'hair')));
  expect(lots).toEqual([334, 334, 333]);
});

test('weights without an interpreter have none', async () => {
  const bare = await writeFixtureWeights();
  expect(await StrokeInterpreter.load({ weightsDir: bare })).toBeNull();
  await rm(bare, { recursive: true });
});
