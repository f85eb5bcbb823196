import { expect, test } from 'vitest';
import { EngineError } from '../errors.ts';
import { listEngines } from './engines.ts';
import { resolveEngine } from './resolveEngine.ts';

/** ms; only so that a test which waits in vain ends: a process that loads native libraries is slow on a busy machine */
const DEADLINE_MS = 300_000;

const noStart = () => Promise.reject(new Error('nothing should have been started'));

test('auto stays auto where no GPU engine is there, and nothing is started', async () => {
  const findsGpu = async () => false;
  expect(await resolveEngine('auto', { findsGpu, start: noStart })).toEqual({ name: 'auto', passedOver: [] });
});

test('auto becomes the GPU engine that starts, before workers are planned for it', async () => {
  const started: string[] = [];
  const start = async (name: string) => {
    started.push(name);
    return { name: 'cuda', passedOver: [] };
  };
  expect(await resolveEngine('auto', { findsGpu: async () => true, start })).toMatchObject({ name: 'cuda' });
  expect(started).toEqual(['auto']);
});

test('auto falls back to a processor where the GPU engine does not start, and says so', async () => {
  const fallenBack = { name: 'cpu', passedOver: ['engine cuda cannot run here: no device'] };
  const start = async () => fallenBack;
  expect(await resolveEngine('auto', { findsGpu: async () => true, start })).toEqual(fallenBack);
});

test('an engine asked for by name that does not start is refused in one sentence', async () => {
  const start = async () => ({ problem: 'engine wasm cannot run here: no memory' });
  await expect(resolveEngine('wasm', { start })).rejects.toThrow(
    new EngineError('engine wasm cannot run here: no memory'),
  );
});

test('a missing or unknown engine is refused in one sentence, and nothing is started', async () => {
  await expect(resolveEngine('abacus', { start: noStart })).rejects.toThrow(EngineError);
  for (const { definition, availability } of await listEngines()) {
    if (availability.available) continue;
    const sentence = `engine ${definition.name} cannot run here: ${availability.reason}`;
    await expect(resolveEngine(definition.name, { start: noStart })).rejects.toThrow(sentence);
  }
});

test('an engine asked for by name is started in a process of its own', { timeout: DEADLINE_MS }, async () => {
  expect(await resolveEngine('wasm')).toEqual({ name: 'wasm', passedOver: [] });
});
