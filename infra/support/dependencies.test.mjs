import { expect, test } from 'vitest';
import { missingPackages } from './dependencies.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/run': { version: '1.0.0' },
  'node_modules/tool': { version: '2.0.0', dev: true },
  'node_modules/other-platform': { version: '3.0.0', optional: true },
};

test('an empty node_modules lacks every package but the optional ones', () => {
  expect(missingPackages(wanted, {}, { dev: true })).toEqual(['node_modules/run', 'node_modules/tool']);
});

test('a start needs no development packages', () => {
  expect(missingPackages(wanted, {}, { dev: false })).toEqual(['node_modules/run']);
});

test('another version than the locked one counts as missing', () => {
  const installed = { 'node_modules/run': { version: '1.0.1' } };
  expect(missingPackages(wanted, installed, { dev: false })).toEqual(['node_modules/run']);
});

test('nothing is missing where all is installed', () => {
  expect(missingPackages(wanted, wanted, { dev: true })).toEqual([]);
});
