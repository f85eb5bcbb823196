import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { MAX_WAITING_REFERENCES, REFERENCE_IDLE_MS, REFERENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { createLogger } from '../log.ts';
import { ManualClock } from '../testing/manualClock.ts';
import type { ReferenceAnswer, ReferenceRequest } from './messages.ts';
import { ReferenceProcess, UnreadablePictureError } from './referenceProcess.ts';

const SOUGHT = { lines: [[1, 2, 3, 4]] };

/** A process that says only what a test lets it say. */
class FakeReader extends EventEmitter {
  readonly stderr = null;
  readonly requests: ReferenceRequest[] = [];
  killed = false;

  send(request: ReferenceRequest): void {
    this.requests.push(request);
  }

  /** Answers what was asked last. */
  say(
    answer: ReferenceAnswer extends infer Any ? (Any extends unknown ? Omit<Any, 'id'> : never) : never,
  ): void {
    this.emit('message', { ...answer, id: this.requests.at(-1)?.id });
  }

  kill(): void {
    this.killed = true;
    this.emit('exit', null, 'SIGKILL');
  }
}

function setUp() {
  const clock = new ManualClock();
  const readers: FakeReader[] = [];
  const references = new ReferenceProcess({
    clock,
    log: createLogger('silent'),
    start: () => {
      const reader = new FakeReader();
      readers.push(reader);
      return reader as unknown as ChildProcess;
    },
  });
  onTestFinished(() => references.close());
  return { clock, readers, references };
}

test('I11 lines and pictures are read one after the other, and the process ends when it was idle', async () => {
  const { clock, readers, references } = setUp();
  const placed = references.place(SOUGHT);
  const under = references.underlay(new Uint8Array([1]));
  const [reader] = readers;
  expect(reader?.requests).toEqual([{ id: 1, want: 'placement', sought: SOUGHT }]);
  reader?.say({ type: 'placed', face: { found: 'no-face' } });
  expect(await placed).toEqual({ found: 'no-face' });
  reader?.say({ type: 'encoded', picture: new Uint8Array([2]) });
  expect(await under).toEqual(new Uint8Array([2]));
  clock.advance(REFERENCE_IDLE_MS);
  expect([readers.length, reader?.killed]).toEqual([1, true]);
});

test('I12 more drawings than may wait are refused as rate-limited', async () => {
  const { references } = setUp();
  const waiting = Array.from({ length: 1 + MAX_WAITING_REFERENCES }, () => references.place(SOUGHT));
  await expect(references.place(SOUGHT)).rejects.toMatchObject({ reason: 'rate-limited' });
  references.close();
  for (const place of waiting) await expect(place).rejects.toMatchObject({ reason: 'restarting' });
});

test('I12 a drawing that takes too long is told so in a sentence, and the next one has a process of its own', async () => {
  const { clock, readers, references } = setUp();
  const slow = references.place(SOUGHT);
  const next = references.place(SOUGHT);
  const refusal = expect(slow).rejects.toThrow(/^This drawing takes too long/);
  clock.advance(REFERENCE_TIMEOUT_MS);
  await refusal;
  expect(readers.map(({ killed }) => killed)).toEqual([true, false]);
  readers[1]?.say({ type: 'placed', face: { found: 'no-aligner' } });
  expect(await next).toEqual({ found: 'no-aligner' });
});

test('K2 a picture that ends the process, or is refused, is named in a sentence', async () => {
  const { readers, references } = setUp();
  const crash = references.read(new Uint8Array(), 'picture');
  readers[0]?.kill();
  await expect(crash).rejects.toThrow('This picture could not be read. Try another one.');
  const refused = references.read(new Uint8Array(), 'picture');
  readers[1]?.say({ type: 'refused', why: 'shows no face' });
  await expect(refused).rejects.toThrow(UnreadablePictureError);
});
