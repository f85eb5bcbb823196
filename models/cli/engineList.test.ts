import { expect, test } from 'vitest';
import { engineNamed } from '../engine/engines.ts';
import { engineLine } from './engineList.ts';

test('an engine that runs shows its times, another one why it does not', () => {
  const cpu = {
    definition: engineNamed('cpu'),
    availability: { available: true, hardware: 'processor' } as const,
  };
  const timed = { modelVersion: 'm-1', loadMs: 900.4, portraitMs: 86.2 };
  expect(engineLine(cpu, timed)).toMatch(/^cpu .*: a portrait in 86 ms, loaded in 900 ms \(model m-1\)$/);
  const reason = 'engine cpu cannot run here: no such library';
  expect(engineLine(cpu, { reason })).toMatch(/^cpu .*: not usable here: no such library$/);
});
