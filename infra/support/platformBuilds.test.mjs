import { expect, test } from 'vitest';
import { missingBuilds } from './platformBuilds.mjs';

test('a build that the registry did not serve gets an entry for its platform', () => {
  const packages = {
    'node_modules/tool': { dev: true, optionalDependencies: { '@tool/linux-arm64-musl': '1.2.3' } },
  };
  expect(missingBuilds(packages)).toEqual({
    'node_modules/@tool/linux-arm64-musl': {
      version: '1.2.3',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    },
  });
});

test('builds in the lock and optional packages that are no builds are left alone', () => {
  const packages = {
    'node_modules/tool': { optionalDependencies: { '@tool/darwin-x64': '1.0.0', fsevents: '2.3.3' } },
    'node_modules/@tool/darwin-x64': { version: '1.0.0', optional: true },
  };
  expect(missingBuilds(packages)).toEqual({});
});
