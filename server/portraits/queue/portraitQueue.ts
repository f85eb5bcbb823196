import { randomUUID } from 'node:crypto';
import {
  MAX_PORTRAIT_ATTEMPTS,
  PORTRAIT_LEASE_MS,
  PORTRAIT_MEMBER_MS,
  PORTRAIT_OVERTAKE_MS,
  PORTRAIT_SLOT_TTL_MS,
  PORTRAIT_WARM_MS,
  PORTRAIT_WARM_WAIT_MS,
} from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';
import { RedisLink } from '../../cluster/redisLink.ts';
import { type Subscription, Subscriptions } from '../../cluster/subscriptions.ts';
import type { Logger } from '../../log.ts';
import type { RenderJob } from '../renderer.ts';
import { type JobResult, jobCodec, memberCodec, type QueueMember, resultCodec } from './queueMessages.ts';
import { CLAIM, FINISH, LINE, MEMBERS, RENEW, SAY, SUBMIT } from './queueScripts.ts';

/** The braces keep all keys in one slot of a Redis cluster. */
const PREFIX = 'limn:{portraits}:';
/** one for each set of weights */
const QUEUE = `${PREFIX}queue:`;
const LEASES = `${PREFIX}leases`;
const MEMBERS_KEY = `${PREFIX}members`;
/** ids of the members, for whoever asks whether one lives */
const BEATS = `${PREFIX}beats`;
const SLOT = `${PREFIX}slot:`;
/** who drew a room last */
const LAST = `${PREFIX}last:`;
const RESULTS = `${PREFIX}results:`;
const WAKE = `${PREFIX}wake`;

const POISON = 'This drawing ended several portrait workers.';

/** A job that was claimed, and what its holder may do while the lease is theirs. */
export interface Lease {
  readonly job: RenderJob;
  /** @returns false when another holder has the room by now */
  renew(): Promise<boolean>;
  say(result: JobResult): Promise<boolean>;
  /** The last word: frees the room, whose newer wish, if there is one, gets into line. */
  finish(result: JobResult): Promise<boolean>;
}

/** Rooms that wait to be drawn, by whichever server they are shown. */
export interface Line {
  rooms: number;
  /** ms that the first of them has waited */
  ageMs: number;
}

export interface QueueOptions {
  url: string;
  /** those that this end draws, or has drawn, with (`weightsDigest`) */
  weights: string;
  clock: Clock;
  log: Logger;
}

/**
 * Portrait jobs over Redis: one slot a room that holds the latest wish, a line of rooms by how long they
 * wait, a lease for whoever draws. Every method rejects while Redis is out of reach.
 */
export class PortraitQueue {
  readonly #link: RedisLink;
  readonly #ear: RedisLink;
  readonly #subscriptions: Subscriptions;
  readonly #heard = new Map<string, Subscription>();
  readonly #log: Logger;
  readonly #line: string;
  readonly weights: string;

  /** Does not wait for the connection: it comes, goes and returns by itself. */
  constructor({ url, weights, clock, log }: QueueOptions) {
    this.#link = new RedisLink({ url, clock, log });
    this.#ear = new RedisLink({ url, clock, log });
    this.#subscriptions = new Subscriptions(this.#ear);
    this.#log = log;
    this.weights = weights;
    this.#line = QUEUE + weights;
  }

  /** Called each time that Redis is there, or there again. */
  onReady(listener: () => void): void {
    for (const link of [this.#link, this.#ear]) link.onReady(() => this.connected && listener());
  }

  get connected(): boolean {
    return this.#link.ready && this.#ear.ready;
  }

  /** Puts a room's wish into its slot. @returns false where an even newer one is there */
  async submit(job: RenderJob): Promise<boolean> {
    const room = job.cacheKey;
    const ttl = String(PORTRAIT_SLOT_TTL_MS);
    const args = [room, String(job.generation), jobCodec.encode(job), ttl, WAKE, this.weights];
    return (await this.#run(SUBMIT, [SLOT + room, this.#line], args)) === 1;
  }

  /** True while the room's wish, that one or a newer, waits or is being drawn. */
  async holds(room: string, generation: number): Promise<boolean> {
    return Number((await this.#link.command('HGET', SLOT + room, 'generation')) ?? -1) >= generation;
  }

  /**
   * Takes the room that has waited longest, or one that came hardly later and that this worker drew last.
   * @param worker who claims
   * @returns ms after which there may be one, where those that wait are another worker's for so long; null when none waits
   */
  async claim(worker: string): Promise<Lease | number | null> {
    const token = randomUUID();
    const limits = [PORTRAIT_LEASE_MS, PORTRAIT_SLOT_TTL_MS, MAX_PORTRAIT_ATTEMPTS];
    const warmth = [PORTRAIT_WARM_WAIT_MS, PORTRAIT_OVERTAKE_MS, PORTRAIT_WARM_MS];
    const about = [...limits, POISON, this.weights, worker, ...warmth].map(String);
    const reply = await this.#run(
      CLAIM,
      [this.#line, LEASES, BEATS],
      [SLOT, RESULTS, QUEUE, LAST, token, ...about],
    );
    if (!Array.isArray(reply)) return typeof reply === 'number' ? reply : null;
    const [room, generation, text] = reply.map(String) as [string, string, string];
    const slot = SLOT + room;
    const channel = RESULTS + room;
    const finish = async (result: JobResult) => {
      const ttl = String(PORTRAIT_SLOT_TTL_MS);
      const args = [room, token, channel, resultCodec.encode(result), WAKE, QUEUE, ttl];
      return (await this.#run(FINISH, [slot, LEASES], args)) === 1;
    };
    const job = jobCodec.decode(text);
    if (!job || job.cacheKey !== room) {
      this.#log.error({ room }, 'a portrait job in Redis is malformed');
      const message = 'The portrait job was malformed.';
      await finish({ type: 'failed', generation: Number(generation) || 0, kind: 'failed', message });
      return this.claim(worker);
    }
    return {
      job,
      renew: async () =>
        (await this.#run(RENEW, [slot, LEASES], [room, token, String(PORTRAIT_LEASE_MS)])) === 1,
      say: async (result) =>
        (await this.#run(SAY, [slot], [token, channel, resultCodec.encode(result)])) === 1,
      finish,
    };
  }

  /** Hears what is said of a room's jobs. */
  async listen(room: string, listener: (result: JobResult) => void): Promise<void> {
    const subscription = this.#subscriptions.subscribe(RESULTS + room, (bytes) => {
      const result = resultCodec.decode(String(bytes));
      if (result) listener(result);
      else this.#log.error({ room }, 'a portrait result in Redis is malformed');
    });
    this.#heard.set(room, subscription);
    await subscription.heard;
  }

  unlisten(room: string): void {
    this.#heard.get(room)?.end();
    this.#heard.delete(room);
  }

  /** Calls back whenever a room got into line. */
  onWake(listener: () => void): void {
    this.#subscriptions.subscribe(WAKE, listener);
  }

  /** Every supervisor of workers that was heard of lately. @param self makes this one known too */
  async members(self?: QueueMember): Promise<QueueMember[]> {
    const args = [String(PORTRAIT_MEMBER_MS), ...(self ? [self.id, memberCodec.encode(self)] : [])];
    const reply = await this.#run(MEMBERS, [MEMBERS_KEY, BEATS], args);
    return (Array.isArray(reply) ? reply : []).flatMap((text) => memberCodec.decode(String(text)) ?? []);
  }

  async leave(self: QueueMember): Promise<void> {
    await this.#link.command('ZREM', MEMBERS_KEY, memberCodec.encode(self));
    await this.#link.command('ZREM', BEATS, self.id);
  }

  /** Those that wait to be drawn with these weights, by whichever server they are shown. */
  async line(): Promise<Line> {
    const [rooms, ageMs] = (await this.#run(LINE, [this.#line], [SLOT])) as [number, number];
    return { rooms, ageMs };
  }

  close(): void {
    this.#link.close();
    this.#ear.close();
  }

  #run(script: string, keys: string[], args: string[]): Promise<unknown> {
    return this.#link.run(script, keys, args);
  }
}
