import { expect, test, vi } from 'vitest';
import { LiveConnection, type LiveHandlers } from './liveConnection.ts';

/** A socket that the server closed: Socket.IO tries no more by itself. */
const socket = vi.hoisted(() => ({
  active: false,
  connects: 0,
  connect() {
    this.connects += 1;
  },
  disconnect() {},
  on() {},
  removeAllListeners() {},
}));
vi.mock('socket.io-client', () => ({ io: () => socket }));

test('a connection that the server closed is opened again, one whose person left never', () => {
  const live = new LiveConnection('http://limn.test', () => 'token', {} as LiveHandlers);
  live.reconnect();
  expect(socket.connects).toBe(1);
  live.destroy();
  live.reconnect();
  expect(socket.connects).toBe(1);
});
