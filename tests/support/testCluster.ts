import { onTestFinished } from 'vitest';
import { RedisServer } from './redisServer.ts';
import { TestPerson } from './testPerson.ts';
import { startTestServer, type TestServer } from './testServer.ts';

/** Several servers in this process on one Redis; all of it ends with the test. */
export class TestCluster {
  private constructor(
    readonly redis: RedisServer,
    readonly servers: TestServer[],
  ) {}

  static async start(count: number, env: Record<string, string> = {}): Promise<TestCluster> {
    const redis = await RedisServer.start();
    onTestFinished(() => redis.dispose());
    const cluster = new TestCluster(redis, []);
    for (let i = 0; i < count; i++) await cluster.add(env);
    return cluster;
  }

  async add(env: Record<string, string> = {}): Promise<TestServer> {
    const server = await startTestServer({ env: { REDIS_URL: this.redis.url, ...env } });
    onTestFinished(() => server.dispose());
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
