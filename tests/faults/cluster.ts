import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalCluster } from '../../infra/cluster/localCluster.ts';
import { FlakyProxy } from './flakyProxy.ts';

const SERVERS = 3;
const WORKERS = 2;
/** Enough for what the run draws; what fills it comes on top. */
const REDIS_MEMORY = '64mb';

export interface FaultyClusterOptions {
  seed: number;
  /** workers with an engine that only takes time */
  simulated: boolean;
  /** servers that forget: the checks must find it */
  broken: boolean;
}

/** Three servers, two workers, a Redis that keeps every write, and a way to it for each process that can be broken. */
export class FaultyCluster {
  private constructor(
    readonly local: LocalCluster,
    /** by process */
    readonly ways: ReadonlyMap<string, FlakyProxy>,
    private readonly folder: string,
  ) {}

  static async start({ seed, simulated, broken }: FaultyClusterOptions): Promise<FaultyCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'limn-faults-'));
    const ways = new Map<string, FlakyProxy>();
    try {
      const local = await LocalCluster.start({
        servers: SERVERS,
        workers: WORKERS,
        folder,
        redis: { fsync: 'everysec', maxMemory: REDIS_MEMORY },
        redisUrlOf: async (redis, name) => {
          const way = await FlakyProxy.open(redis.port);
          ways.set(name, way);
          return way.url;
        },
        // Six processes on one machine: in the idle class workers would wait for all that runs beside them.
        env: { LOG_LEVEL: 'error', PORTRAIT_PRIORITY: 'low' },
        serverEnv: { DISORDER_SEED: String(seed) },
        serverPreloads: ['./tests/faults/disorder.ts', ...(broken ? ['./tests/faults/forgetful.ts'] : [])],
        ...(simulated && { workerFile: 'tests/support/simulatedWorker.ts' }),
      });
      return new FaultyCluster(local, ways, folder);
    } catch (error) {
      for (const way of ways.values()) way.close();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get origins(): string[] {
    return this.local.servers.map(({ origin }) => origin);
  }

  async dispose(): Promise<void> {
    for (const way of this.ways.values()) way.heal();
    await this.local.stop();
    for (const way of this.ways.values()) way.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
