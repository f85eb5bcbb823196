import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anyColour, recallPerson, rememberPerson } from './rememberedPerson.ts';
import { forgetRoom, recallRoom, recallRooms, rememberRoom } from './rememberedRooms.ts';
import { recallRefused, rememberRefused } from './rememberedStrokes.ts';
import { recallToken, rememberToken } from './rememberedToken.ts';
import { recall, remember, type StringStore } from './storage.ts';

function memoryStore(): StringStore {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

const room = (n: number) => ({
  roomId: `room-${n}`.padEnd(22, '0'),
  letter: 'o' as const,
  kind: 'free' as const,
  secret: `secret-${n}`.padEnd(22, '0'),
  visitedAt: n,
});

describe('what a device remembers', () => {
  it('gives nothing back where the browser keeps nothing', () => {
    const closed: StringStore = {
      getItem: () => {
        throw new Error('SecurityError');
      },
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
      removeItem: () => {},
    };
    expect(recall('x', z.string(), closed)).toBeNull();
    expect(remember('x', 'y', closed)).toBe(false);
  });

  it('ignores values of another shape', () => {
    const store = memoryStore();
    store.setItem('limn.person', '{"name":"Ada","colour":"red"}');
    expect(recallPerson(store)).toBeNull();
  });

  it('keeps name and colour', () => {
    const store = memoryStore();
    rememberPerson({ name: 'Ada', colour: anyColour(0) }, store);
    expect(recallPerson(store)?.name).toBe('Ada');
  });

  it('lists rooms latest first, each once, and keeps the owner’s other links on a later visit', () => {
    const store = memoryStore();
    const shared = { editor: 'e'.repeat(22), viewer: 'v'.repeat(22) };
    rememberRoom({ ...room(1), shared }, store);
    rememberRoom(room(2), store);
    rememberRoom({ ...room(1), visitedAt: 3 }, store);
    expect(recallRooms(store).map((r) => r.visitedAt)).toEqual([3, 2]);
    expect(recallRoom(room(1), store)?.shared).toEqual(shared);
  });

  it('forgets a room, and the oldest ones beyond eight', () => {
    const store = memoryStore();
    for (let n = 1; n <= 10; n++) rememberRoom(room(n), store);
    forgetRoom(room(10), store);
    expect(recallRooms(store).map((r) => r.visitedAt)).toEqual([9, 8, 7, 6, 5, 4, 3]);
  });

  it('keeps refused strokes until they are drawn again or given up', () => {
    const store = memoryStore();
    const points = [{ x: 1, y: 2, pressure: 1, time: 0 }];
    const stroke = { author: 'ada', tool: 'pen' as const, width: 3, startedAt: 5, points };
    rememberRefused('r', [{ id: 'stroke-01', stroke }], store);
    expect(recallRefused('r', store)).toEqual([{ id: 'stroke-01', stroke }]);
    rememberRefused('r', [], store);
    expect(recallRefused('r', store)).toEqual([]);
  });

  it('hands a token on only to the same name', () => {
    const store = memoryStore();
    rememberToken('r', 'Ada', 't', store);
    expect(recallToken('r', 'Ada', store)).toBe('t');
    expect(recallToken('r', 'Bo', store)).toBeUndefined();
  });
});
