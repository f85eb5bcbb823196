import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './freePort.ts';
import { until } from './until.ts';

/** ms until a Redis must take connections */
const START_TIMEOUT_MS = 20_000;

/** A real Redis on a port of its own, without persistence. `REDIS_SERVER` names the program. */
export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly dir: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'limn-redis-')));
    await server.resume();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts the program on the same port, empty. */
  async resume(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn(process.env.REDIS_SERVER ?? 'redis-server', [...settings, '--dir', this.dir], {
      stdio: 'ignore',
    });
    this.process = child;
    let failure: Error | null = null;
    child.once('error', (error) => {
      failure = error;
    });
    const reachable = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(this.port, '127.0.0.1');
        socket.once('connect', () => {
          socket.destroy();
          resolve(true);
        });
        socket.once('error', () => resolve(false));
      });
    await until(
      () => {
        if (failure)
          throw new Error(`redis-server does not start (Debian: apt-get install redis-server): ${failure}`);
        return reachable();
      },
      { timeout: START_TIMEOUT_MS, message: () => 'Redis does not answer' },
    );
  }

  async stop(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.dir, { recursive: true, force: true });
  }
}
