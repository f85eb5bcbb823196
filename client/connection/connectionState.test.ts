import { describe, expect, it } from 'vitest';
import { type ConnectionFacts, connectionStateOf } from './connectionState.ts';

const fresh: ConnectionFacts = {
  sync: 'connecting',
  live: 'connecting',
  wasConnected: false,
  failures: 0,
  online: true,
};

describe('the connection state', () => {
  it.each<[string, Partial<ConnectionFacts>, string]>([
    ['is connecting at first', {}, 'connecting'],
    ['is connected only with both sockets', { sync: 'connected' }, 'connecting'],
    ['is connected with both sockets', { sync: 'connected', live: 'connected' }, 'connected'],
    [
      'is reconnecting after a break',
      { sync: 'disconnected', live: 'disconnected', wasConnected: true },
      'reconnecting',
    ],
    [
      'is offline after several failures',
      { sync: 'disconnected', wasConnected: true, failures: 5 },
      'offline',
    ],
    ['is offline when the browser says so', { online: false }, 'offline'],
  ])('%s', (_name, facts, expected) => {
    expect(connectionStateOf({ ...fresh, ...facts })).toBe(expected);
  });
});
