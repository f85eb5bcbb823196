import type { RedisLink } from './redisLink.ts';

type Listener = (message: Buffer) => void;

export interface Subscription {
  /** resolves when the channel is heard; where Redis is away, at once: everybody catches up when it is back */
  readonly heard: Promise<void>;
  end(): void;
}

/** What this server hears of Redis' channels, over a connection of its own. */
export class Subscriptions {
  readonly #link: RedisLink;
  readonly #channels = new Map<string, { listeners: Set<Listener>; heard: Promise<void> }>();
  readonly #resets: (() => void)[] = [];

  constructor(link: RedisLink) {
    this.#link = link;
    link.onReady(() => void this.#renew());
  }

  /** Called when everything is heard again after a time in which nothing was. */
  onReset(listener: () => void): void {
    this.#resets.push(listener);
  }

  subscribe(channel: string, listener: Listener): Subscription {
    let known = this.#channels.get(channel);
    if (!known) {
      // Where Redis is away this is made up for by `#renew`.
      const heard = this.#link.client.subscribe(channel, this.#hear, true).catch(() => {});
      known = { listeners: new Set(), heard };
      this.#channels.set(channel, known);
    }
    const { listeners, heard } = known;
    listeners.add(listener);
    const end = () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#channels.get(channel)?.listeners !== listeners) return;
      this.#channels.delete(channel);
      void this.#link.client.unsubscribe(channel, this.#hear, true).catch(() => {});
    };
    return { heard, end };
  }

  readonly #hear = (message: Buffer, channel: Buffer): void => {
    for (const listener of [...(this.#channels.get(String(channel))?.listeners ?? [])]) listener(message);
  };

  async #renew(): Promise<void> {
    try {
      const channels = [...this.#channels.keys()];
      if (channels.length > 0) await this.#link.client.subscribe(channels, this.#hear, true);
      for (const listener of [...this.#resets]) listener();
    } catch {
      // Gone again: the next connection makes up for it.
    }
  }
}
