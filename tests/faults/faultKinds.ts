import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import type { Child } from '../../infra/cluster/childProcess.ts';
import type { Random } from '../fuzz/random.ts';
import type { FaultyCluster } from './cluster.ts';

/** How long what goes on for a while does, in ms. */
export interface Durations {
  pause: number;
  cut: number;
  full: number;
  slow: number;
  /** from a fault's end until everything must be stored and the same everywhere */
  heal: number;
}

export const FULL_DURATIONS: Durations = {
  pause: 20_000,
  cut: 30_000,
  full: 10_000,
  slow: 10_000,
  heal: 20_000,
};
/** Longer than every lease, so that others take over. */
export const SHORT_DURATIONS: Durations = {
  pause: 5_000,
  cut: 5_000,
  full: 3_000,
  slow: 3_000,
  heal: 20_000,
};

/** Bytes of one value that fills Redis. */
const FILLING_BYTES = 1 << 20;
const FILLING = 'limn-faults:filling:';

export interface Fault {
  /** where portraits should go on at once: from its begin; else from its end */
  resumesFrom: 'begin' | 'end';
  run(cluster: FaultyCluster, random: Random, durations: Durations): Promise<void>;
}

const kill = (of: (cluster: FaultyCluster) => Child[]): Fault => ({
  resumesFrom: 'begin',
  async run(cluster, random) {
    const child = pick(of(cluster), random);
    await child.stop('SIGKILL');
    await pause(random.int(1_000));
    child.start();
    const server = cluster.local.servers.find((one) => one.child === child);
    if (server) await cluster.local.opened(server);
  },
});

const standStill = (of: (cluster: FaultyCluster) => Child[]): Fault => ({
  resumesFrom: 'begin',
  async run(cluster, random, durations) {
    const child = pick(of(cluster), random);
    child.signal('SIGSTOP');
    await pause(durations.pause);
    child.signal('SIGCONT');
  },
});

const servers = ({ local }: FaultyCluster) => local.servers.map(({ child }) => child);
const workers = ({ local }: FaultyCluster) => local.workers;

/** What may happen to a cluster; every one is undone at its end. */
export const FAULTS = {
  killServer: kill(servers),
  killWorker: kill(workers),
  pauseServer: standStill(servers),
  pauseWorker: standStill(workers),
  pauseRedis: {
    ...standStill(({ local }) => [local.redis.child]),
    resumesFrom: 'end',
  },
  restartRedis: {
    resumesFrom: 'end',
    async run({ local }, random) {
      await local.redis.child.stop(random.chance(0.5) ? 'SIGKILL' : 'SIGTERM');
      await pause(random.int(1_500));
      await local.redis.start();
    },
  },
  cutRedis: {
    resumesFrom: 'end',
    async run({ ways }, _random, { cut }) {
      for (const way of ways.values()) way.cut();
      await pause(cut);
      for (const way of ways.values()) way.heal();
    },
  },
  cutServer: {
    resumesFrom: 'end',
    async run({ ways }, random, { cut }) {
      const way = ways.get(`server-${1 + random.int(3)}`);
      // Whether the network says that it is broken, or swallows everything.
      if (random.chance(0.5)) way?.cut();
      else way?.silence();
      await pause(cut);
      way?.heal();
    },
  },
  slowRedis: {
    resumesFrom: 'end',
    async run({ ways }, random, { slow }) {
      for (const way of ways.values()) way.delay(() => random.int(300));
      await pause(slow);
      for (const way of ways.values()) way.heal();
    },
  },
  fullRedis: {
    resumesFrom: 'end',
    async run({ local }, _random, { full }) {
      const client = createClient({ url: local.redis.url });
      client.on('error', () => {});
      await client.connect();
      const filling = Buffer.alloc(FILLING_BYTES, 7);
      let count = 0;
      try {
        for (;;) await client.set(`${FILLING}${count++}`, filling);
      } catch {
        // It is full: nothing more is taken, from anybody.
      }
      // What is smaller than that still finds room.
      const { used_memory: used } = memoryOf(await client.info('memory'));
      await client.configSet('maxmemory', String(used));
      await pause(full);
      for (let i = 0; i < count; i++) await client.del(`${FILLING}${i}`);
      await client.configSet('maxmemory', '64mb');
      client.destroy();
    },
  },
} satisfies Record<string, Fault>;
export type FaultName = keyof typeof FAULTS;

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[random.int(choices.length)] as T;
}

function memoryOf(info: string): { used_memory: number } {
  return { used_memory: Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0) };
}
