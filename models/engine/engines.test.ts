import { describe, expect, test } from 'vitest';
import { EngineError } from '../errors.ts';
import { FakeEngine } from '../testing/fakeEngine.ts';
import { cpuEngine } from './cpuEngine.ts';
import type { EngineDefinition } from './engine.ts';
import { chooseEngine, createEngine, DEFAULT_ENGINE, ENGINES, engineNamed, listEngines } from './engines.ts';
import { createTensorflowJsEngine } from './tensorflowJsEngine.ts';

describe('engines', () => {
  test('an unknown engine is refused with the list of known ones', () => {
    expect(() => engineNamed('abacus')).toThrow(EngineError);
    expect(() => engineNamed('abacus')).toThrow(/abacus.*known engines: cpu/);
  });

  test('names are unique and the default is among them', () => {
    const names = ENGINES.map((engine) => engine.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain(DEFAULT_ENGINE);
  });

  test('the cpu engine is available wherever the dependencies are installed', async () => {
    const cpu = (await listEngines()).find(({ definition }) => definition.name === 'cpu');
    expect(cpu?.availability).toEqual({ available: true, hardware: 'processor' });
  });

  test('a file that is no graph is refused by name', async () => {
    const engine = await createEngine('cpu', { threads: 1 });
    await expect(engine.loadGraph('no-such-file.onnx')).rejects.toThrow(/no-such-file\.onnx/);
    await engine.dispose();
  });
});

describe('auto', () => {
  const options = { threads: 1 };
  const working: EngineDefinition = {
    name: 'working',
    description: 'runs',
    availability: async () => ({ available: true, hardware: 'processor' }),
    create: async () => new FakeEngine(),
  };
  const absent: EngineDefinition = {
    ...working,
    name: 'absent',
    availability: async () => ({ available: false, installed: false, reason: 'nobody installed it' }),
  };
  const broken: EngineDefinition = {
    ...working,
    name: 'broken',
    create: async () => {
      throw new Error('its library is missing');
    },
  };
  const unusable: EngineDefinition = {
    ...working,
    name: 'unusable',
    availability: async () => ({ available: false, installed: true, reason: 'no driver' }),
  };

  test('takes the first that starts and tells of those that should have run', async () => {
    const { engine, passedOver } = await chooseEngine('auto', options, [absent, unusable, broken, working]);
    expect(engine.name).toBe('fake');
    expect(passedOver).toEqual([
      'engine unusable cannot run here: no driver',
      'engine broken cannot run here: its library is missing',
    ]);
  });

  test('says why if none starts', async () => {
    await expect(chooseEngine('auto', options, [broken])).rejects.toThrow(
      /no engine.*its library is missing/,
    );
  });

  test('is cpu where nothing was added', async () => {
    const { engine, passedOver } = await chooseEngine('auto', options, [absent, cpuEngine]);
    expect(engine.name).toBe('cpu');
    expect(passedOver).toEqual([]);
    await engine.dispose();
  });
});

test('a forced engine that is missing is refused with one sentence that says what to do', async () => {
  const missing = (await listEngines()).find(({ availability }) => !availability.available);
  if (!missing || missing.availability.available) return;
  const { definition } = missing;
  const refused = createEngine(definition.name, { threads: 1 });
  await expect(refused).rejects.toThrow(EngineError);
  await expect(refused).rejects.toThrow(
    `engine ${definition.name} cannot run here: ${missing.availability.reason}`,
  );
});

test('two TensorFlow.js engines cannot share a process', async () => {
  const wasm = await createEngine('wasm', { threads: 1 });
  const tf = await import('@tensorflow/tfjs-core');
  expect(() => createTensorflowJsEngine('tensorflow', tf)).toThrow(/process of its own/);
  await wasm.dispose();
});
