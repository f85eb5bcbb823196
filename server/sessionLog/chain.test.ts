import { expect, test } from 'vitest';
import type { LogAct, LogEntry } from '../../shared/sessionLog.ts';
import { BrokenChainError, EMPTY_HEAD, type LogHead, readLine, sha256, writeLine } from './chain.ts';

const ANN = 'ann00000';
const ACTS: LogAct[] = [
  { what: 'opened', room: 'room-of-the-tests', kind: 'witness', key: 'k'.repeat(43) },
  { what: 'joined', name: 'Ann', role: 'witness' },
  { what: 'drew', version: 2, stroke: { id: 'stroke-1', digest: sha256('ink') } },
  { what: 'set', version: 3, key: 'refine.nose', value: 0.5 },
  { what: 'closed', why: 'asked' },
];

function linesOf(acts: readonly LogAct[], times: readonly number[] = []): string[] {
  let head: LogHead = EMPTY_HEAD;
  return acts.map((act, i) => {
    const [line, next] = writeLine(head, times[i] ?? 1_000 + i, ANN, act);
    head = next;
    return line;
  });
}

function read(lines: readonly string[]): LogEntry[] {
  let head: LogHead = EMPTY_HEAD;
  return lines.map((line) => {
    const [entry, next] = readLine(head, line);
    head = next;
    return entry;
  });
}

function faultOf(lines: readonly string[]): string {
  try {
    read(lines);
  } catch (error) {
    if (error instanceof BrokenChainError) return error.message;
    throw error;
  }
  return 'none';
}

test('Q5 each line names the line before; what was written is read back', () => {
  const entries = read(linesOf(ACTS));
  expect(entries.map(({ what, n, who }) => [what, n, who])).toEqual(
    ACTS.map(({ what }, i) => [what, i + 1, ANN]),
  );
});

test('Q5 a clock that is set back does not set the log back', () => {
  expect(read(linesOf(ACTS, [5_000, 3_000, 7_000, 1, 2])).map(({ at }) => at)).toEqual([
    5_000, 5_000, 7_000, 7_000, 7_000,
  ]);
});

test('Q5 a changed, missing, doubled, moved or foreign line is named', () => {
  const lines = linesOf(ACTS);
  const [opened = '', joined = '', drew = '', set = '', closed = ''] = lines;
  expect(faultOf([opened, joined.replace('Ann', 'Eve'), drew, set, closed])).toBe(
    'Log line 3 does not continue line 2: one of the two was changed.',
  );
  expect(faultOf([opened, drew, set, closed])).toMatch(/^Log line 2 says that it is line 3/);
  expect(faultOf([opened, joined, joined, drew])).toMatch(/^Log line 3 says that it is line 2/);
  expect(faultOf([opened, joined, set, drew])).toMatch(/^Log line 3 says that it is line 4/);
  expect(faultOf([opened, joined, 'nonsense'])).toBe('Log line 3 is not JSON.');
  expect(faultOf([opened, joined, '{"n":3}'])).toBe('Log line 3 is no entry of a session log.');
  expect(faultOf([...linesOf(ACTS.slice(1))])).toBe('Log line 1 opens the session in the wrong place.');
  expect(faultOf([opened, joined.replace(/"at":\d+/, '"at":1'), drew])).toBe(
    'Log line 2 is earlier than line 1.',
  );
});

test('Q5 a byte changed anywhere is found by the line after it, at the latest', () => {
  const lines = linesOf(ACTS);
  for (let i = 0; i < (lines[2]?.length ?? 0); i++) {
    const changed = [...lines];
    const line = lines[2] ?? '';
    changed[2] = `${line.slice(0, i)}${line[i] === '0' ? '1' : '0'}${line.slice(i + 1)}`;
    expect(faultOf(changed), `byte ${i}`).toMatch(/^Log line [34] /);
  }
});
