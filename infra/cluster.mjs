// `npm run cluster`: several servers, workers, a proxy and Redis on this machine, as compose.yaml has them in containers.
import { ensureClient } from './support/client.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { ensureRedis } from './support/redis.mjs';
import { run } from './support/run.mjs';

requireSupportedNode();
await runScript(async () => {
  await ensureDependencies({ dev: false });
  await ensureClient();
  const env = { ...process.env, REDIS_SERVER: await ensureRedis() };
  return run(process.execPath, ['--import', 'tsx', 'infra/cluster/run.ts', ...process.argv.slice(2)], {
    env,
  });
});
