import { expect, test } from 'vitest';
import { addresses, engineLine } from './startLines.ts';

test('a server open to the network names this machine first', () => {
  const [first, ...others] = addresses({ HOST: '0.0.0.0', PUBLIC_ORIGIN: [] }, 3000);
  expect(first).toBe('http://localhost:3000');
  for (const address of others) expect(address).toMatch(/^http:\/\/\d+\.\d+\.\d+\.\d+:3000$/);
});

test('a server of one address names that, a public one where people open it', () => {
  expect(addresses({ HOST: '::1', PUBLIC_ORIGIN: [] }, 80)).toEqual(['http://[::1]:80']);
  expect(addresses({ HOST: '0.0.0.0', PUBLIC_ORIGIN: ['https://limn.example'] }, 80)).toEqual([
    'https://limn.example',
  ]);
});

test('nothing is said of the engine before it is known', () => {
  expect(engineLine({ state: 'starting' })).toBeNull();
  expect(engineLine({ state: 'unavailable', message: 'No networks.' })).toContain('No networks.');
});

test('the start says which engine draws and which others are there', () => {
  const ready = { state: 'ready', engine: 'cpu', modelVersion: 'cpu-1', workers: 1 } as const;
  expect(engineLine({ ...ready, engines: ['cpu', 'wasm'] })).toContain(
    'engine cpu, model cpu-1 (engines here: cpu, wasm',
  );
});
