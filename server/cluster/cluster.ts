import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Rate } from '../limits/tokenBucket.ts';
import type { Logger } from '../log.ts';
import type { OpenLog } from '../rooms/roomLog.ts';
import type { SessionLogs } from '../sessionLog/sessionLog.ts';
import { Compactor } from './compactor.ts';
import { CASE_KEY, TOKEN_KEY } from './keys.ts';
import { PainterLease } from './painterLease.ts';
import { RedisBus } from './redisBus.ts';
import { RedisCodes } from './redisCodes.ts';
import { RedisLink } from './redisLink.ts';
import { RedisLog } from './redisLog.ts';
import { RedisStore } from './redisStore.ts';
import { SharedLimiter } from './sharedLimiter.ts';
import { SharedLog } from './sharedLog.ts';
import { FolderShelf, redisShelf } from './snapshotShelf.ts';
import { Subscriptions } from './subscriptions.ts';

/** ms that a server which starts waits for Redis before it says so. */
const START_TIMEOUT_MS = 30_000;

export class RedisUnreachableError extends Error {
  override name = 'RedisUnreachableError';

  constructor(url: string) {
    super(`Redis does not answer at ${withoutPassword(url)}. Start it, or set REDIS_URL to where it is.`);
  }
}

export interface ClusterOptions {
  url: string;
  /** folder that all servers share, for snapshots; without it these are in Redis */
  snapshotFolder?: string | undefined;
  clock: Clock;
  log: Logger;
  /** Redis took some changes. @param ms that it took */
  onWrite?: (ms: number) => void;
}

/** What makes several servers one: rooms in Redis, their changes in one order, messages between servers. */
export class Cluster {
  readonly server: string;
  readonly link: RedisLink;
  readonly store: RedisStore;
  readonly bus: RedisBus;
  readonly painters: PainterLease;
  readonly codes: RedisCodes;
  readonly #subscriber: RedisLink;
  readonly #compactor: Compactor;
  readonly #subscriptions: Subscriptions;
  readonly #logs = new Set<RedisLog>();
  readonly #sessionLogs = new Set<SharedLog>();
  readonly #options: ClusterOptions;

  private constructor(options: ClusterOptions) {
    const { url, snapshotFolder, clock, log } = options;
    this.#options = options;
    this.server = randomUUID();
    this.link = new RedisLink({ url, clock, log });
    this.#subscriber = new RedisLink({ url, clock, log });
    this.#subscriptions = new Subscriptions(this.#subscriber);
    this.store = new RedisStore({
      link: this.link,
      shelf: snapshotFolder ? new FolderShelf(snapshotFolder) : redisShelf,
      now: clock.now,
      onTrouble: (message) => log.error(message),
    });
    const { server, link, store } = this;
    this.bus = new RedisBus({ server, link, subscriptions: this.#subscriptions, clock, log });
    this.codes = new RedisCodes(link);
    this.painters = new PainterLease(server, link, clock);
    this.#compactor = new Compactor({ server, link: new RedisLink({ url, clock, log }), store, clock, log });
    const lookAgain = () => {
      for (const one of [...this.#sessionLogs]) void one.reconnected();
    };
    this.link.onReady(() => {
      for (const one of [...this.#logs]) void one.reconnected();
      lookAgain();
    });
    this.bus.onReset(lookAgain);
    this.#subscriptions.onReset(() => {
      for (const one of [...this.#logs]) one.catchUp();
    });
  }

  /** @throws RedisUnreachableError */
  static async open(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!cluster.bus.known || !cluster.#subscriber.ready) {
      if (Date.now() > deadline) {
        await cluster.close();
        throw new RedisUnreachableError(options.url);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return cluster;
  }

  readonly openLog: OpenLog = (id, stored, listener) => {
    const { link, store } = this;
    const { clock, log, onWrite = () => {} } = this.#options;
    const opened: RedisLog = new RedisLog(id, stored, listener, {
      link,
      subscriptions: this.#subscriptions,
      store,
      clock,
      log,
      onWrite,
      onClose: () => this.#logs.delete(opened),
    });
    this.#logs.add(opened);
    return opened;
  };

  /** The rooms' session logs, which all servers write. @param publicKey everybody in a session is shown it */
  sessionLogs(publicKey: string): SessionLogs {
    const { clock } = this.#options;
    const { server, link, store } = this;
    const subscriptions = this.#subscriptions;
    const onClose = (log: SharedLog) => void this.#sessionLogs.delete(log);
    return {
      open: async (record, stored) => {
        const around = { server, link, subscriptions, store, clock, publicKey, onClose };
        const log = await SharedLog.open(record, stored, around);
        this.#sessionLogs.add(log);
        return log;
      },
    };
  }

  /** The key that signs tokens at every server. @param own this server's, which becomes everyone's where there is none */
  tokenKey(own: Uint8Array): Promise<Uint8Array> {
    return this.#shared(TOKEN_KEY, own);
  }

  /** The key that signs case bundles at every server, as PEM. @param own as with the other */
  async caseKey(own: string): Promise<string> {
    return String(await this.#shared(CASE_KEY, own));
  }

  /** Limits what each address may do at all servers together. */
  limiter(name: string, rate: Rate): SharedLimiter {
    return new SharedLimiter(this.link, name, rate);
  }

  async close(): Promise<void> {
    this.painters.close();
    await this.bus.close();
    this.#compactor.close();
    this.#subscriber.close();
    this.link.close();
  }

  async #shared(key: string, own: Uint8Array | string): Promise<Buffer> {
    await this.link.command('SET', key, own, 'NX');
    return (await this.link.command('GET', key)) as Buffer;
  }
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  return shown.href;
}
