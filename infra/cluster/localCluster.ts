import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Balancer } from './balancer.ts';
import { Child, type ChildOptions } from './childProcess.ts';
import { freePort } from './freePort.ts';
import { RedisChild, type RedisOptions } from './redisChild.ts';
import { isOk, waitFor } from './waitFor.ts';

/** ms until a server must be open, a portrait worker there; networks load slowly on a busy machine */
const START_TIMEOUT_MS = 90_000;

export interface LocalClusterOptions {
  servers: number;
  workers: number;
  /** where Redis and the servers keep what they keep */
  folder: string;
  redis?: Pick<RedisOptions, 'fsync' | 'maxMemory' | 'detached'> & { port?: number };
  /** by which address a process reaches Redis; by default directly */
  redisUrlOf?: (redis: RedisChild, name: string) => string | Promise<string>;
  /** variables of all servers and workers */
  env?: Record<string, string>;
  serverEnv?: Record<string, string>;
  workerEnv?: Record<string, string>;
  /** modules that are loaded into each server before its own */
  serverPreloads?: string[];
  /** the core that a worker is bound to (`taskset`); without it wherever there is room */
  workerCores?: (index: number) => number;
  /** the program of a worker */
  workerFile?: string;
  onLine?: (name: string, line: string) => void;
  /** a process ended by itself */
  onDeath?: (child: Child) => void;
}

export interface ServerChild {
  readonly child: Child;
  readonly port: number;
  readonly origin: string;
}

/** What `compose.yaml` starts in containers, as processes of this machine: Redis, servers, workers, and a proxy where asked. */
export class LocalCluster {
  readonly redis: RedisChild;
  readonly servers: ServerChild[] = [];
  readonly workers: Child[] = [];
  readonly #options: LocalClusterOptions;
  #balancer: Balancer | null = null;

  private constructor(options: LocalClusterOptions, redis: RedisChild) {
    this.#options = options;
    this.redis = redis;
  }

  /** Resolves when all servers are open. @throws Error where something does not start; nothing is left running then */
  static async start(options: LocalClusterOptions): Promise<LocalCluster> {
    const { folder, redis: redisOptions = {}, onLine, onDeath } = options;
    const redisFolder = join(folder, 'redis');
    await mkdir(redisFolder, { recursive: true });
    const redis: RedisChild = new RedisChild({
      ...redisOptions,
      port: redisOptions.port ?? (await freePort()),
      folder: redisFolder,
      onLine: (line) => onLine?.('redis', line),
      onDeath: () => onDeath?.(redis.child),
    });
    const cluster = new LocalCluster(options, redis);
    try {
      await redis.start();
      for (let i = 1; i <= options.servers; i++) await cluster.#addServer(`server-${i}`);
      for (let i = 0; i < options.workers; i++) await cluster.#addWorker(i);
      for (const { child } of cluster.servers) child.start();
      for (const child of cluster.workers) child.start();
      for (const server of cluster.servers) await cluster.opened(server);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Resolves when the server answers. */
  async opened({ child, port }: ServerChild): Promise<void> {
    await waitFor(
      () => {
        if (child.running) return isOk(port, '/healthz');
        throw new Error(`${child.name} ended:\n${child.output}`);
      },
      { timeoutMs: START_TIMEOUT_MS, what: () => `${child.name} to be open:\n${child.output}` },
    );
  }

  /** Resolves when every server has its store and a portrait worker. */
  async ready(): Promise<void> {
    for (const { child, port } of this.servers) {
      await waitFor(() => isOk(port, '/readyz'), {
        timeoutMs: START_TIMEOUT_MS,
        what: () => `${child.name} to be ready:\n${child.output}`,
      });
    }
  }

  /** One address for all servers. @returns the port */
  async openProxy(port: number, host: string): Promise<number> {
    this.#balancer = new Balancer(this.servers.map((server) => server.port));
    return this.#balancer.listen(port, host);
  }

  /** Ends everything in order: nobody comes in, people are told, jobs are handed over, Redis last. */
  async stop(): Promise<void> {
    this.#balancer?.close();
    await Promise.all([
      ...this.servers.map(({ child }) => child.stop()),
      ...this.workers.map((child) => child.stop()),
    ]);
    await this.redis.child.stop();
  }

  async #addServer(name: string): Promise<void> {
    const { folder, serverEnv, serverPreloads = [] } = this.#options;
    const port = await freePort();
    const env = {
      ...(await this.#environment(name)),
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(folder, name),
      // The workers draw.
      PORTRAIT_WORKERS: '0',
      TRUST_PROXY: '1',
      ...serverEnv,
    };
    const child = this.#child(name, [...preloads(serverPreloads), 'server/main.ts'], env);
    this.servers.push({ child, port, origin: `http://127.0.0.1:${port}` });
  }

  async #addWorker(index: number): Promise<void> {
    const { workerEnv, workerCores, workerFile = 'server/worker.ts' } = this.#options;
    const name = `worker-${index + 1}`;
    const env = { ...(await this.#environment(name)), PORTRAIT_WORKERS: '1', ...workerEnv };
    this.workers.push(this.#child(name, [workerFile], env, workerCores?.(index)));
  }

  async #environment(name: string): Promise<Record<string, string>> {
    const { redisUrlOf = ({ url }: RedisChild) => url, env } = this.#options;
    return { NODE_ENV: 'production', REDIS_URL: await redisUrlOf(this.redis, name), ...env };
  }

  #child(name: string, args: string[], env: Record<string, string>, core?: number): Child {
    const { onLine, onDeath } = this.#options;
    const options: ChildOptions = {
      name,
      command: core === undefined ? process.execPath : 'taskset',
      args: [
        ...(core === undefined ? [] : ['-c', String(core), process.execPath]),
        '--import',
        'tsx',
        ...args,
      ],
      env,
      onLine: (line) => onLine?.(name, line),
      onDeath: () => onDeath?.(child),
    };
    const child: Child = new Child(options);
    return child;
  }
}

function preloads(files: string[]): string[] {
  return files.flatMap((file) => ['--import', file]);
}
