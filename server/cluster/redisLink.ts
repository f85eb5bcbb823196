import { createClient, ErrorReply, RESP_TYPES } from 'redis';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { RefusedError } from '../rooms/errors.ts';

/** ms between two tries to reach a Redis that went away. */
const MAX_RECONNECT_MS = 500;
/** ms between two looks at whether the connection still answers. */
const LOOK_MS = 1_000;
/** ms without an answer after which a connection counts as dead: a network that swallows packets says nothing. */
const DEAD_MS = 4_000;

/** What Redis answers where it is there and takes nothing: full, reading its file, unable to write it. */
const TAKES_NOTHING = /^(OOM|LOADING|MISCONF)\b/;

/** Redis is out of reach, or takes nothing: whoever comes is to try again. */
export class StoreAwayError extends RefusedError {
  override name = 'StoreAwayError';

  constructor(cause: unknown) {
    super('restarting', 'The server cannot reach its store right now. Try again in a moment.');
    this.cause = cause;
  }
}

function connect(url: string) {
  return createClient({
    url,
    // What cannot be asked now is asked again by whoever needs it.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: DEAD_MS,
      reconnectStrategy: (retries) => Math.min(MAX_RECONNECT_MS, 25 * 2 ** retries),
    },
  });
}

type Client = ReturnType<typeof connect>;
type Argument = string | Uint8Array;

export interface RedisLinkOptions {
  url: string;
  clock: Clock;
  log: Logger;
}

/** One connection to Redis that comes, goes and returns by itself; a silent one is replaced. */
export class RedisLink {
  readonly #options: RedisLinkOptions;
  readonly #listeners: (() => void)[] = [];
  #client: Client;
  #answeredAt: number;
  #asking = false;
  #closed = false;
  #said = '';
  #cancelLook = () => {};

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.#answeredAt = options.clock.now();
    this.#client = this.#open();
    this.#look();
  }

  get ready(): boolean {
    return this.#client.isReady;
  }

  /** For what goes through the library's own commands; asked for anew each time, since it may be replaced. */
  get client(): Client {
    return this.#client;
  }

  /** Called each time the connection is there (again): what was said meanwhile was not heard. */
  onReady(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Bulk strings come as bytes. @throws StoreAwayError */
  async command(...args: Argument[]): Promise<unknown> {
    const client = this.#client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    try {
      return await client.sendCommand(args.map(asWord));
    } catch (error) {
      // What is wrong with the command itself is a fault of ours.
      if (error instanceof ErrorReply && !TAKES_NOTHING.test(error.message)) throw error;
      throw new StoreAwayError(error);
    }
  }

  /** Runs Lua: Redis does all of it or, where it is full, nothing. */
  run(script: string, keys: string[], args: Argument[]): Promise<unknown> {
    return this.command('EVAL', script, String(keys.length), ...keys, ...args);
  }

  close(): void {
    this.#closed = true;
    this.#cancelLook();
    this.#client.destroy();
  }

  #open(): Client {
    const client = connect(this.#options.url);
    client.on('error', (error: Error) => {
      if (error.message !== this.#said && !this.#closed) {
        this.#options.log.warn({ reason: error.message }, 'Redis cannot be reached');
      }
      this.#said = error.message;
    });
    client.on('ready', () => {
      if (client !== this.#client) return;
      this.#said = '';
      this.#answeredAt = this.#options.clock.now();
      for (const listener of this.#listeners) listener();
    });
    void client.connect().catch(() => {});
    return client;
  }

  #look(): void {
    this.#cancelLook = this.#options.clock.after(LOOK_MS, () => {
      if (this.#closed) return;
      const { now } = this.#options.clock;
      if (this.#client.isReady) {
        if (this.#asking && now() - this.#answeredAt > DEAD_MS) this.#replace();
        else this.#ask();
      }
      this.#look();
    });
  }

  #ask(): void {
    if (this.#asking) return;
    const client = this.#client;
    this.#asking = true;
    // A process that stood still must not take that for the connection's silence.
    this.#answeredAt = this.#options.clock.now();
    client.ping().then(
      () => {
        if (client !== this.#client) return;
        this.#asking = false;
        this.#answeredAt = this.#options.clock.now();
      },
      () => {
        if (client === this.#client) this.#asking = false;
      },
    );
  }

  #replace(): void {
    this.#options.log.warn('Redis does not answer: connecting anew');
    const old = this.#client;
    this.#asking = false;
    this.#client = this.#open();
    old.removeAllListeners('ready');
    old.destroy();
  }
}

function asWord(argument: Argument): string | Buffer {
  if (typeof argument === 'string') return argument;
  return Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength);
}
