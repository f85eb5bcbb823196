import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SPEC = readFileSync(new URL('./SPEC.md', import.meta.url), 'utf8');

const ruled = [...SPEC.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id = '']) => id);
const cited = citedIds();

/** The ids that names of tests begin with, each with the files that name it. */
function citedIds(): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  const options = ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts', '*.test.mjs'];
  for (const file of execFileSync('git', options, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n')) {
    const text = readSource(file);
    for (const [, list = ''] of text.matchAll(/['"`]((?:[A-Z]\d{1,2} )+)(?!\d)/g)) {
      for (const id of list.trim().split(' ')) ids.set(id, [...(ids.get(id) ?? []), file]);
    }
  }
  return ids;
}

/** @returns nothing for a file that was deleted and not committed yet */
function readSource(file: string): string {
  try {
    return readFileSync(`${ROOT}${file}`, 'utf8');
  } catch {
    return '';
  }
}

test('every id of SPEC.md stands once', () => {
  expect(ruled.filter((id, i) => ruled.indexOf(id) !== i)).toEqual([]);
});

test('every rule of SPEC.md is cited by a test', () => {
  expect(ruled.filter((id) => !cited.has(id))).toEqual([]);
});

test('every id that a test cites is a rule of SPEC.md', () => {
  expect([...cited].filter(([id]) => !ruled.includes(id))).toEqual([]);
});
