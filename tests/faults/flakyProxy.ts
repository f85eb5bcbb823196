import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The way of one process to Redis, which may be slow, cut, or swallow what is sent. */
export class FlakyProxy {
  readonly #server: Server;
  readonly #pairs = new Set<{ near: Socket; far: Socket }>();
  #state: 'open' | 'cut' | 'silent' = 'open';
  #delayMs: () => number = () => 0;

  private constructor(redisPort: number) {
    this.#server = createServer((near) => this.#join(near, redisPort));
  }

  static async open(redisPort: number): Promise<FlakyProxy> {
    const proxy = new FlakyProxy(redisPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections break, and new ones end at once. */
  cut(): void {
    this.#state = 'cut';
    this.#breakAll();
  }

  /** Nothing comes through any more, and nobody is told. */
  silence(): void {
    this.#state = 'silent';
  }

  /** What is sent takes that long, in order. */
  delay(ms: () => number): void {
    this.#delayMs = ms;
  }

  heal(): void {
    // What was swallowed is missing in the middle of what follows: such a connection is of no use any more.
    if (this.#state === 'silent') this.#breakAll();
    this.#state = 'open';
    this.#delayMs = () => 0;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(near: Socket, redisPort: number): void {
    if (this.#state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(redisPort, '127.0.0.1');
    const pair = { near, far };
    this.#pairs.add(pair);
    this.#carry(near, far);
    this.#carry(far, near);
    for (const one of [near, far]) {
      one.on('error', () => {});
      one.on('close', () => {
        this.#pairs.delete(pair);
        near.destroy();
        far.destroy();
      });
    }
  }

  /** What comes later never overtakes: TCP delivers in order. */
  #carry(from: Socket, to: Socket): void {
    const line: { bytes: Buffer; due: number }[] = [];
    const deliver = () => {
      for (let [next] = line; next; [next] = line) {
        const wait = next.due - performance.now();
        if (wait > 0) {
          setTimeout(deliver, wait);
          return;
        }
        line.shift();
        if (to.writable) to.write(next.bytes);
      }
    };
    from.on('data', (bytes) => {
      if (this.#state === 'silent') return;
      line.push({ bytes, due: performance.now() + this.#delayMs() });
      if (line.length === 1) deliver();
    });
  }

  #breakAll(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    this.#pairs.clear();
  }
}
