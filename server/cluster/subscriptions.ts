import type { RedisLink } from './redisLink.ts';

type Listener = (message: Buffer) => void;

/** What this server hears of Redis' channels, over a connection of its own. */
export class Subscriptions {
  readonly #link: RedisLink;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #resets: (() => void)[] = [];

  constructor(link: RedisLink) {
    this.#link = link;
    link.onReady(() => void this.#renew());
  }

  /** Called when everything is heard again after a time in which nothing was. */
  onReset(listener: () => void): void {
    this.#resets.push(listener);
  }

  /** @returns ends it */
  subscribe(channel: string, listener: Listener): () => void {
    let listeners = this.#listeners.get(channel);
    if (!listeners) {
      listeners = new Set();
      this.#listeners.set(channel, listeners);
      // Where Redis is away this is made up for by `#renew`.
      void this.#link.client.subscribe(channel, this.#hear, true).catch(() => {});
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#listeners.get(channel) !== listeners) return;
      this.#listeners.delete(channel);
      void this.#link.client.unsubscribe(channel, this.#hear, true).catch(() => {});
    };
  }

  readonly #hear = (message: Buffer, channel: Buffer): void => {
    for (const listener of [...(this.#listeners.get(String(channel)) ?? [])]) listener(message);
  };

  async #renew(): Promise<void> {
    try {
      const channels = [...this.#listeners.keys()];
      if (channels.length > 0) await this.#link.client.subscribe(channels, this.#hear, true);
      for (const listener of [...this.#resets]) listener();
    } catch {
      // Gone again: the next connection makes up for it.
    }
  }
}
