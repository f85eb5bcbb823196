import { expect, test } from 'vitest';
import { handOver, takeOver } from './handOver.ts';

test('a file waits for its own room, once', () => {
  const file = { format: 'limn-room', version: 1, strokes: [] } as const;
  handOver('room-a', { ...file, strokes: [] });
  expect(takeOver('room-b')).toBeNull();
  expect(takeOver('room-a')).toEqual(file);
  expect(takeOver('room-a')).toBeNull();
});
