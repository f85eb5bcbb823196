import { describe, expect, test } from 'vitest';
import { EngineError } from '../errors.ts';
import { createEngine, DEFAULT_ENGINE, ENGINES, engineNamed, listEngines } from './engines.ts';

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
    expect(cpu?.availability).toEqual({ available: true });
  });

  test('a file that is no graph is refused by name', async () => {
    const engine = await createEngine('cpu', { threads: 1 });
    await expect(engine.loadGraph('no-such-file.onnx')).rejects.toThrow(/no-such-file\.onnx/);
    await engine.dispose();
  });
});
