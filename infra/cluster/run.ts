import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../../server/config.ts';
import { addresses } from '../../server/startLines.ts';
import { freePort } from './freePort.ts';
import { LocalCluster } from './localCluster.ts';

/** `npm run cluster`: the topology of `compose.yaml` on this machine, without containers. */

const USAGE = `usage: npm run cluster -- [--servers 2] [--workers 2]
PORT, HOST and DATA_DIR are the proxy's and where everything is kept; other variables go to servers and workers.`;
/** ms until a process that ended by itself is started again */
const RESTART_MS = 1_000;
const MOST = 16;

const { values } = parseArgs({
  options: { servers: { type: 'string', default: '2' }, workers: { type: 'string', default: '2' } },
});
const [servers, workers] = [Number(values.servers), Number(values.workers)];
if (![servers, workers].every((count) => Number.isInteger(count) && count >= 1 && count <= MOST))
  fail(2, USAGE);

let stopping = false;
try {
  const config = readConfig(process.env);
  const folder = resolve(config.DATA_DIR, 'cluster');
  await mkdir(join(folder, 'redis'), { recursive: true });
  const starting = LocalCluster.start({
    servers,
    workers,
    folder,
    redis: { port: await freePort(), fsync: 'everysec', detached: true },
    // What this machine could start by itself is shared by the workers.
    workerEnv: { PORTRAIT_WORKERS: process.env.PORTRAIT_WORKERS || '1' },
    onLine: (name, line) => console.log(`${name.padEnd(8)} | ${line}`),
    onDeath: (child) => {
      console.log(`${child.name.padEnd(8)} | ended by itself; starting it again`);
      setTimeout(() => !stopping && child.start(), RESTART_MS);
    },
  });
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping: servers and workers, then Redis …');
    // What has not started stops itself.
    const started = await starting.catch(() => null);
    await started?.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const cluster = await starting;
  const port = await cluster.openProxy(config.PORT, config.HOST).catch(async (error: Error) => {
    await cluster.stop();
    throw new Error(
      `The proxy cannot listen on port ${config.PORT}: set PORT to another one. (${error.message})`,
    );
  });
  const [first, ...others] = addresses(config, port);
  console.log(`Limn is open at ${first}`);
  for (const address of others) console.log(`  on the network:  ${address}`);
  for (const { child, origin } of cluster.servers) console.log(`  ${child.name}:  ${origin}`);
  console.log(`  Redis: ${cluster.redis.url}, its file in ${join(folder, 'redis')}`);
  await cluster.ready().then(
    () => console.log(`All is ready: ${servers} servers, ${workers} workers.`),
    () => console.log('People can draw. Portraits are missing: no worker got ready.'),
  );
} catch (error) {
  if (stopping) process.exit(0);
  if (error instanceof ConfigError) fail(2, error.message);
  fail(1, error instanceof Error ? error.message : String(error));
}

function fail(code: number, message: string): never {
  console.error(message);
  process.exit(code);
}
