import { EngineError, resolveEngine } from '../models/index.ts';
import { SHUTDOWN_TIMEOUT_MS } from '../shared/limits.ts';
import { systemClock } from './clock.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLogger } from './log.ts';
import { PortraitQueue } from './portraits/queue/portraitQueue.ts';
import { startQueueWorker } from './portraits/startPortraits.ts';
import { weightsDigest } from './portraits/weightsDigest.ts';
import { engineLine, passedOverLines } from './startLines.ts';

/** `npm run worker`: portrait workers without a server. They claim their jobs from Redis. */

/** Exit code of a wrong setting, so that a supervisor does not try again and again. */
const EXIT_WRONG_CONFIG = 2;

try {
  await start();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof EngineError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_WRONG_CONFIG;
}

async function start(): Promise<void> {
  const settings = readConfig(process.env);
  if (!settings.REDIS_URL) throw new ConfigError('REDIS_URL is not set: set it to the Redis of the servers.');
  const engine = await resolveEngine(settings.PORTRAIT_ENGINE);
  const config = { ...settings, PORTRAIT_ENGINE: engine.name };
  const log = createLogger(config.LOG_LEVEL);
  const weights = await weightsDigest(settings.LIMN_WEIGHTS);
  const queue = new PortraitQueue({ url: settings.REDIS_URL, weights, clock: systemClock, log });
  const { pool, close } = startQueueWorker(config, queue, { clock: systemClock, log });
  if (engine.passedOver.length > 0) process.stdout.write(`${passedOverLines(engine.passedOver).slice(1)}\n`);
  let said = '';
  pool.onChange(() => {
    const line = engineLine(pool.state);
    if (line && line !== said) process.stdout.write(`${line}\n`);
    said = line ?? said;
  });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS);
    await close();
    queue.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
