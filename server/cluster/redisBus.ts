import { decodeAny, encodeAny } from 'lib0/buffer';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { PeerListener, RoomBus, RoomChannel, Topic } from '../rooms/roomBus.ts';
import { channelOf, SERVERS } from './keys.ts';
import type { RedisLink } from './redisLink.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/** ms between two signs of life of a server, and without one until it counts as gone. */
const BEAT_MS = 1_000;
export const GONE_MS = 3_500;

/** KEYS servers · ARGV server lifeMs → the living ones */
const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], 60000)
return redis.call('ZRANGE', KEYS[1], 0, -1)`;

const envelopeSchema = z.tuple([z.string().max(64), z.string().max(32), z.unknown()]);
/** How servers get to know each other: a newcomer says hello, those who are there answer, who leaves says bye. */
const HELLO = 'hello';
const HERE = 'here';
const BYE = 'bye';

export interface RedisBusOptions {
  server: string;
  link: RedisLink;
  subscriptions: Subscriptions;
  clock: Clock;
  log: Logger;
}

/** What servers tell each other, over Redis' channels: one a room. */
export class RedisBus implements RoomBus {
  readonly server: string;
  readonly #options: RedisBusOptions;
  readonly #channels = new Set<RedisChannel>();
  readonly #resets: (() => void)[] = [];
  #beatAt: number;
  #cancelBeat = () => {};
  #closed = false;
  #known = false;

  constructor(options: RedisBusOptions) {
    this.server = options.server;
    this.#options = options;
    this.#beatAt = options.clock.now();
    options.subscriptions.onReset(() => this.#reset());
    options.link.onReady(() => void this.#beat());
    void this.#beat();
  }

  /** The other servers know that this one lives. */
  get known(): boolean {
    return this.#known;
  }

  /** Called when messages may have been lost. */
  onReset(listener: () => void): void {
    this.#resets.push(listener);
  }

  open(room: string): RoomChannel {
    const channel: RedisChannel = new RedisChannel({
      server: this.server,
      log: this.#options.log,
      publish: (name, message) => this.#publish(room, name, message),
      subscribe: (listener) => this.#options.subscriptions.subscribe(channelOf(room), listener),
      onClose: () => this.#channels.delete(channel),
    });
    this.#channels.add(channel);
    return channel;
  }

  send<T>(room: string, topic: Topic<T>, message: T): void {
    this.#publish(room, topic.name, message);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelBeat();
    for (const channel of [...this.#channels]) channel.close();
    await this.#options.link.command('ZREM', SERVERS, this.server).catch(() => {});
  }

  #publish(room: string, name: string, message: unknown): void {
    const bytes = encodeAny([this.server, name, message]);
    // Where Redis is away nobody hears it; everyone says anew what holds when it is back.
    this.#options.link.command('PUBLISH', channelOf(room), bytes).catch(() => {});
  }

  async #beat(): Promise<void> {
    const { link, clock } = this.#options;
    try {
      const living = (await link.run(BEAT, [SERVERS], [this.server, String(GONE_MS)])) as Buffer[];
      this.#known = true;
      const silent = clock.now() - this.#beatAt > GONE_MS;
      this.#beatAt = clock.now();
      const servers = new Set(living.map(String));
      for (const channel of [...this.#channels]) channel.keepOnly(servers);
      // The others took this one for dead.
      if (silent) this.#reset();
    } catch {
      // Who lives cannot be told while Redis is away.
    }
    this.#cancelBeat();
    if (!this.#closed) this.#cancelBeat = clock.after(BEAT_MS, () => void this.#beat());
  }

  #reset(): void {
    for (const listener of [...this.#resets]) listener();
    for (const channel of [...this.#channels]) channel.greet();
  }
}

interface RedisChannelOptions {
  server: string;
  log: Logger;
  publish: (name: string, message: unknown) => void;
  subscribe: (listener: (message: Buffer) => void) => Subscription;
  onClose: () => void;
}

class RedisChannel implements RoomChannel {
  readonly #options: RedisChannelOptions;
  readonly #subscription: Subscription;
  #closed = false;
  readonly #topics = new Map<string, (message: unknown, from: string) => void>();
  readonly #peers = new Set<string>();
  readonly #peerListeners: PeerListener[] = [];

  constructor(options: RedisChannelOptions) {
    this.#options = options;
    this.#subscription = options.subscribe((bytes) => this.#hear(bytes));
  }

  get heard(): Promise<void> {
    return this.#subscription.heard;
  }

  get peers(): number {
    return this.#peers.size;
  }

  send<T>(topic: Topic<T>, message: T): void {
    this.#options.publish(topic.name, message);
  }

  on<T>(topic: Topic<T>, listener: (message: T, from: string) => void): void {
    const others = this.#topics.get(topic.name);
    this.#topics.set(topic.name, (message, from) => {
      others?.(message, from);
      const parsed = topic.schema.safeParse(message);
      if (parsed.success) listener(parsed.data, from);
      else this.#options.log.error({ topic: topic.name }, 'a message of another server is malformed');
    });
  }

  onPeer(listener: PeerListener): void {
    this.#peerListeners.push(listener);
    for (const server of this.#peers) listener.came(server);
  }

  greet(): void {
    if (!this.#closed) this.#options.publish(HELLO, null);
  }

  /** @param servers those that live */
  keepOnly(servers: ReadonlySet<string>): void {
    for (const server of [...this.#peers]) if (!servers.has(server)) this.#gone(server);
  }

  close(): void {
    this.#closed = true;
    this.#options.publish(BYE, null);
    this.#subscription.end();
    this.#options.onClose();
  }

  #hear(bytes: Buffer): void {
    const envelope = envelopeSchema.safeParse(decode(bytes));
    if (!envelope.success) {
      this.#options.log.error('a message of another server cannot be read');
      return;
    }
    const [from, name, message] = envelope.data;
    if (from === this.#options.server) return;
    if (name === BYE) this.#gone(from);
    else if (name === HELLO || name === HERE) {
      if (name === HELLO) this.#options.publish(HERE, null);
      this.#came(from);
    } else {
      // It was taken for dead, or came while this one was not heard.
      if (!this.#peers.has(from)) {
        this.#came(from);
        this.greet();
      }
      this.#topics.get(name)?.(message, from);
    }
  }

  #came(server: string): void {
    this.#peers.add(server);
    for (const listener of this.#peerListeners) listener.came(server);
  }

  #gone(server: string): void {
    if (!this.#peers.delete(server)) return;
    for (const listener of this.#peerListeners) listener.gone(server);
  }
}

function decode(bytes: Buffer): unknown {
  try {
    return decodeAny(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    return null;
  }
}
