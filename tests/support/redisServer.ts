import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../infra/cluster/freePort.ts';
import { RedisChild } from '../../infra/cluster/redisChild.ts';

/** A real Redis on a port of its own, without persistence. */
export class RedisServer {
  private constructor(
    private readonly redis: RedisChild,
    private readonly folder: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'limn-redis-'));
    const server = new RedisServer(new RedisChild({ port: await freePort(), folder }), folder);
    await server.resume();
    return server;
  }

  get url(): string {
    return this.redis.url;
  }

  /** Starts the program on the same port, empty. */
  async resume(): Promise<void> {
    await this.redis.start();
  }

  async stop(): Promise<void> {
    await this.redis.child.stop('SIGKILL');
  }

  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
