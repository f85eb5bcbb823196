import { expect, test } from 'vitest';
import { reasonIn } from './addTensorflow.ts';

test("reasonIn finds the line of npm's output that says why", () => {
  const blocked = [
    'npm error code 1',
    'npm error path node_modules/@tensorflow/tfjs-node-gpu',
    'npm error command sh -c node scripts/install.js gpu download',
    'npm error Error: getaddrinfo ENOTFOUND storage.googleapis.com',
    'npm error A complete log of this run can be found in: …',
  ].join('\n');
  expect(reasonIn(blocked)).toBe('Error: getaddrinfo ENOTFOUND storage.googleapis.com');
  expect(reasonIn('npm error code EWHATEVER')).toBe('code EWHATEVER');
  expect(reasonIn('')).toBe('npm gave no reason');
});
