import { expect, test } from 'vitest';
import { MAX_DEFAULT_WORKERS, MAX_WORKER_BYTES } from '../../shared/limits.ts';
import { planWorkers, sized } from './workerPlan.ts';

const GIB = 1024 ** 3;
const machine = (cores: number, gpus = 0, freeBytes = 64 * GIB) => ({ cores, gpus, freeBytes });

test('W1 two cores are one worker with both, and nothing is measured', () => {
  const plan = planWorkers({ engine: 'auto' }, machine(2));
  expect(plan).toMatchObject({ workers: 1, threads: 2, measure: [], maxBytes: MAX_WORKER_BYTES });
});

test('W1 the settings are obeyed', () => {
  const plan = planWorkers({ engine: 'cpu', workers: 3, threads: 5, memoryMiB: 300 }, machine(16));
  expect(plan).toMatchObject({ workers: 3, threads: 5, maxBytes: 300 * 1024 ** 2, measure: [] });
});

test("W1 the memory bound is the engine's, or what the settings say", () => {
  const bound = (engine: string, memoryMiB?: number) =>
    planWorkers({ engine, memoryMiB }, machine(2)).maxBytes;
  expect(bound('cpu')).toBe(MAX_WORKER_BYTES);
  expect(bound('wasm')).toBeGreaterThan(MAX_WORKER_BYTES);
  expect(bound('cuda')).toBeGreaterThan(bound('wasm'));
  expect(bound('wasm', 700)).toBe(700 * 1024 ** 2);
});

test('W1 a given number of workers shares the cores', () => {
  expect(planWorkers({ engine: 'cpu', workers: 8 }, machine(16)).threads).toBe(2);
  expect(planWorkers({ engine: 'cpu', workers: 0 }, machine(16)).workers).toBe(0);
});

test.each(['tensorflow', 'cuda', 'webgpu'])('W1 %s gets one process a GPU, and one without any', (engine) => {
  expect(planWorkers({ engine }, machine(16, 3))).toMatchObject({ workers: 3, perGpu: true, measure: [] });
  expect(planWorkers({ engine }, machine(16, 0)).workers).toBe(1);
});

test('W1 threads are doubled while that pays, and workers fill the cores', () => {
  const plan = planWorkers({ engine: 'auto' }, machine(16));
  expect(plan).toMatchObject({ workers: 1, threads: 4, measure: [1, 2, 4, 8] });
  const times = new Map([
    [1, 100],
    [2, 55],
    [4, 32],
    [8, 30],
  ]);
  expect(sized(plan, times, machine(16))).toMatchObject({ workers: 4, threads: 4, measure: [] });
  const flat = new Map([
    [1, 100],
    [2, 95],
  ]);
  expect(sized(plan, flat, machine(16))).toMatchObject({ workers: MAX_DEFAULT_WORKERS, threads: 1 });
});

test('W1 a single worker on processors has a spare one where memory allows', () => {
  expect(planWorkers({ engine: 'cpu' }, machine(2)).spares).toBe(1);
  expect(planWorkers({ engine: 'cpu' }, machine(2, 0, 3 * GIB)).spares).toBe(0);
  expect(planWorkers({ engine: 'cpu', workers: 2 }, machine(2)).spares).toBe(0);
  expect(planWorkers({ engine: 'cpu', workers: 0 }, machine(2)).spares).toBe(0);
  expect(planWorkers({ engine: 'cuda' }, machine(2, 1)).spares).toBe(0);
});

test('W1 memory bounds the workers, one is always there', () => {
  const plan = planWorkers({ engine: 'auto' }, machine(16));
  const times = new Map([
    [1, 100],
    [2, 55],
    [4, 50],
  ]);
  expect(sized(plan, times, machine(16, 0, 4 * GIB)).workers).toBe(2);
  expect(sized(plan, times, machine(16, 0, GIB / 2)).workers).toBe(1);
});
