/** What a person is told about the way to the server. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'offline';

export type SocketState = 'connecting' | 'connected' | 'disconnected';

/** Failed tries in a row after which "reconnecting" becomes "offline": about five seconds. */
const OFFLINE_AFTER_FAILURES = 5;

export interface ConnectionFacts {
  sync: SocketState;
  live: SocketState;
  /** whether this page was connected before */
  wasConnected: boolean;
  /** tries of the sync socket in a row that failed */
  failures: number;
  /** the browser's own word on the network */
  online: boolean;
}

/** Both sockets have to be up: without the live one, portraits and other people's pens stand still. */
export function connectionStateOf(facts: ConnectionFacts): ConnectionState {
  if (facts.sync === 'connected' && facts.live === 'connected') return 'connected';
  if (!facts.online || facts.failures >= OFFLINE_AFTER_FAILURES) return 'offline';
  return facts.wasConnected ? 'reconnecting' : 'connecting';
}
