import { expect, test } from 'vitest';
import { closingLine } from './testResults.mjs';

const file = (status, ...tests) => ({ status, assertionResults: tests.map((status) => ({ status })) });

test('the closing line counts tests over all files', () => {
  const testResults = [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')];
  expect(closingLine({ testResults })).toBe('3 passed, 1 failed');
});

test('the closing line names skipped tests where there are some', () => {
  const testResults = [file('passed', 'passed', 'pending', 'todo')];
  expect(closingLine({ testResults })).toBe('1 passed, 0 failed, 2 skipped');
});

test('a file that breaks before its first test counts as a failure', () => {
  expect(closingLine({ testResults: [file('failed')] })).toBe('0 passed, 1 failed');
});

test('no results at all are no passed tests', () => {
  expect(closingLine(undefined)).toBe('0 passed, 0 failed');
});
