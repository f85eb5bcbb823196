import { derived, get, type Readable, writable } from 'svelte/store';
import type { CloseReason } from '../../shared/closeReasons.ts';
import { type ConnectionFacts, type ConnectionState, connectionStateOf } from './connectionState.ts';

/** What is known of both sockets, as one word. */
export class ConnectionNews {
  readonly state: Readable<ConnectionState>;
  /** why the server closed a connection that is being opened again */
  readonly interruption = writable<CloseReason | null>(null);
  private readonly facts;

  constructor(online: boolean) {
    this.facts = writable<ConnectionFacts>({
      sync: 'connecting',
      live: 'connecting',
      wasConnected: false,
      failures: 0,
      online,
    });
    this.state = derived(this.facts, connectionStateOf);
  }

  learn(news: Partial<ConnectionFacts>): void {
    this.facts.update((facts) => ({ ...facts, ...news }));
    if (get(this.state) !== 'connected') return;
    this.interruption.set(null);
    this.facts.update((facts) => ({ ...facts, wasConnected: true, failures: 0 }));
  }
}
