import { expect, test } from 'vitest';
import { EngineError } from '../errors.ts';
import { listEngines } from './engines.ts';
import { resolveEngine } from './resolveEngine.ts';

/** ms: another process that loads native libraries, on a busy machine */
const TIMEOUT_MS = 60_000;

test(
  'an engine asked for by name is tried, a missing or unknown one refused in one sentence',
  async () => {
    expect(await resolveEngine('wasm')).toEqual({ name: 'wasm', passedOver: [] });
    await expect(resolveEngine('abacus')).rejects.toThrow(EngineError);
    for (const { definition, availability } of await listEngines()) {
      if (availability.available) continue;
      const sentence = `engine ${definition.name} cannot run here: ${availability.reason}`;
      await expect(resolveEngine(definition.name)).rejects.toThrow(sentence);
    }
  },
  TIMEOUT_MS,
);
