import { connect } from 'node:net';
import { Child, type ChildOptions } from './childProcess.ts';
import { waitFor } from './waitFor.ts';

/** ms until a Redis must answer; one with much in its file reads that first */
const START_TIMEOUT_MS = 20_000;

export interface RedisOptions extends Pick<ChildOptions, 'onLine' | 'onDeath' | 'detached'> {
  port: number;
  /** folder of what it keeps */
  folder: string;
  /** when writes reach its disk; without it Redis keeps nothing */
  fsync?: 'always' | 'everysec';
  /** as Redis takes it: `256mb` */
  maxMemory?: string;
}

/** A real Redis on loopback, set up as `compose.yaml` does. `REDIS_SERVER` names the program. */
export class RedisChild {
  readonly child: Child;
  readonly port: number;

  constructor({ port, folder, fsync, maxMemory, ...told }: RedisOptions) {
    this.port = port;
    const settings = {
      port: String(port),
      bind: '127.0.0.1',
      dir: folder,
      save: '',
      appendonly: fsync ? 'yes' : 'no',
      ...(fsync && { appendfsync: fsync }),
      ...(maxMemory && { maxmemory: maxMemory, 'maxmemory-policy': 'noeviction' }),
      loglevel: 'warning',
    };
    this.child = new Child({
      ...told,
      name: 'redis',
      command: process.env.REDIS_SERVER ?? 'redis-server',
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    });
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, and waits until it has read what it kept. */
  async start(): Promise<void> {
    this.child.start();
    await waitFor(
      () => {
        if (this.child.running) return answers(this.port);
        throw new Error(
          `redis-server does not start (Debian: apt-get install redis-server):\n${this.child.output}`,
        );
      },
      { timeoutMs: START_TIMEOUT_MS, what: () => 'Redis to answer' },
    );
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (bytes) => end(String(bytes).startsWith('+PONG')));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
