import { onTestFinished } from 'vitest';
import { RedisServer } from './redisServer.ts';
import { TestPerson } from './testPerson.ts';
import { startTestServer, type TestServer } from './testServer.ts';

/** Several servers in this process on one Redis. */
export class TestCluster {
  private constructor(
    readonly redis: RedisServer,
    readonly servers: TestServer[],
    private readonly onEnd: (undo: () => Promise<void>) => void,
  ) {}

  /** For one test. */
  static start(count: number, env: Record<string, string> = {}): Promise<TestCluster> {
    return TestCluster.#open(count, env, onTestFinished);
  }

  /** For all tests of a file: each has rooms of its own, and leaves Redis and servers alone. Ends with `dispose`. */
  static async startShared(count: number): Promise<TestCluster & { dispose(): Promise<void> }> {
    const undo: (() => Promise<void>)[] = [];
    const cluster = await TestCluster.#open(count, {}, (one) => undo.push(one));
    const dispose = async () => {
      for (const one of undo.reverse()) await one();
    };
    return Object.assign(cluster, { dispose });
  }

  static async #open(
    count: number,
    env: Record<string, string>,
    onEnd: (undo: () => Promise<void>) => void,
  ): Promise<TestCluster> {
    const redis = await RedisServer.start();
    onEnd(() => redis.dispose());
    const cluster = new TestCluster(redis, [], onEnd);
    for (let i = 0; i < count; i++) await cluster.add(env);
    return cluster;
  }

  async add(env: Record<string, string> = {}): Promise<TestServer> {
    const server = await startTestServer({ env: { REDIS_URL: this.redis.url, ...env } });
    this.onEnd(() => server.dispose());
    this.servers.push(server);
    return server;
  }

  server(index: number): TestServer {
    const server = this.servers[index];
    if (!server) throw new Error(`there is no server ${index}`);
    return server;
  }

  async join(
    index: number,
    ...args: Parameters<typeof TestPerson.join> extends [unknown, ...infer R] ? R : never
  ) {
    const person = await TestPerson.join(this.server(index), ...args);
    onTestFinished(() => person.leave());
    return person;
  }
}
