import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('without any variable every setting has its default', () => {
  expect(readConfig({})).toMatchObject({ PORT: 3000, HOST: '0.0.0.0', DATA_DIR: '.data', MAX_PEOPLE: 40 });
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '' }).PORT).toBe(3000);
});

test.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['MAX_PEOPLE', '0'],
  ['MAX_PEOPLE', '61'],
  ['LOG_LEVEL', 'loud'],
  ['PUBLIC_ORIGIN', 'limn.example'],
  ['PUBLIC_ORIGIN', 'https://limn.example/path'],
  ['TRUST_PROXY', 'yes'],
  ['REDIS_URL', 'localhost:6379'],
  ['PORTRAIT_MEMORY', '1'],
  ['PORTRAIT_ENGINE', 'Fast Engine!'],
])('a wrong value stops with one sentence that names the variable: %s=%s', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name}=.*: [^\n]+\\.$`));
});

test('several public origins are separated by commas', () => {
  expect(readConfig({ PUBLIC_ORIGIN: 'https://a.example, http://b.example:8080' }).PUBLIC_ORIGIN).toEqual([
    'https://a.example',
    'http://b.example:8080',
  ]);
});
