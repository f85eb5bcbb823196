import { EngineError, resolveEngine } from '../models/index.ts';
import { SHUTDOWN_TIMEOUT_MS } from '../shared/limits.ts';
import { ConfigError, readConfig } from './config.ts';
import { createServer } from './createServer.ts';
import { createLogger } from './log.ts';
import { SigningKeyError } from './sessionLog/signingKey.ts';
import { addressLines, engineLine, passedOverLines } from './startLines.ts';
import { FolderLockedError } from './store/folderLock.ts';

/** Exit code of a wrong setting, so that a supervisor does not try again and again. */
const EXIT_WRONG_CONFIG = 2;

try {
  await start();
} catch (error) {
  if (error instanceof ConfigError || error instanceof EngineError) stop(EXIT_WRONG_CONFIG, error.message);
  if (error instanceof FolderLockedError) stop(1, error.message);
  if (error instanceof SigningKeyError) stop(EXIT_WRONG_CONFIG, error.message);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const hint: Record<string, string> = {
    EADDRINUSE: 'The port is taken: set PORT to another one, or stop the other program.',
    EACCES: 'The port or the data folder may not be used: change PORT or DATA_DIR.',
  };
  stop(1, hint[code] ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)));
}

async function start(): Promise<void> {
  const settings = readConfig(process.env);
  const engine = await resolveEngine(settings.PORTRAIT_ENGINE);
  const config = { ...settings, PORTRAIT_ENGINE: engine.name };
  const log = createLogger(config.LOG_LEVEL);
  const server = await createServer({ config, log });
  for (const line of addressLines(config, server.port, server.publicKey)) say(line);
  if (engine.passedOver.length > 0) say(passedOverLines(engine.passedOver).slice(1));
  let saidOfEngine = '';
  const sayEngine = () => {
    const line = engineLine(server.renderer.state);
    if (!line || line === saidOfEngine) return;
    saidOfEngine = line;
    say(line);
  };
  server.renderer.onChange(sayEngine);
  sayEngine();

  let stopping = false;
  const shutDown = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => stop(1, 'Stopped the hard way: something did not end in time.'), SHUTDOWN_TIMEOUT_MS);
    await server.close();
    process.exit(0);
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'an error nobody handled'));
}

/** For the person at the terminal; log lines are for machines. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stop(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
