import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../infra/cluster/freePort.ts';
import { processorTime } from './processorTime.ts';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** ms without any progress (output, computing) after which a server that starts counts as stuck */
const STUCK_MS = 60_000;
/** ms from SIGTERM to the end of the process; the server allows itself 10 s */
const STOP_TIMEOUT_MS = 15_000;
/** characters of the server's output that a failure shows */
const OUTPUT_TAIL = 4000;

/** A Limn server as people run it: a process of its own, with its own port and data folder. */
export class LimnServer {
  private process: ChildProcess | undefined;
  private output = '';

  private constructor(
    readonly port: number,
    private readonly dataDir: string,
    private readonly settings: Record<string, string>,
  ) {}

  /** @param settings environment variables on top of the tests' own */
  static async start(settings: Record<string, string> = {}): Promise<LimnServer> {
    const server = new LimnServer(await freePort(), await mkdtemp(join(tmpdir(), 'limn-test-')), settings);
    await server.resume();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Starts the process on the same port and data folder, and waits until it is ready. */
  async resume(): Promise<void> {
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(this.port),
        DATA_DIR: this.dataDir,
        LOG_LEVEL: 'warn',
        // Browsers and tests keep the machine busy, in the server's own control group.
        PORTRAIT_PRIORITY: 'low',
        ...this.settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    // A server without workers draws no portraits, so it never calls itself ready.
    const probe = this.settings.PORTRAIT_WORKERS === '0' ? '/healthz' : '/readyz';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-OUTPUT_TAIL);
      });
    }
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`the server ended:\n${this.output}`);
        return (await fetch(`${this.origin}${probe}`)).ok;
      },
      {
        timeout: STUCK_MS,
        // On a busy machine it starts slowly; as long as it computes it will come.
        progress: () => `${this.output} ${processorTime(child.pid)}`,
        message: () => `the server is not ready:\n${this.output}`,
      },
    );
  }

  /**
   * Ends the process; `SIGKILL` is a crash.
   * @returns its exit code, null where a signal ended it
   */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.kill(signal);
    const overdue = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    const code = await ended;
    clearTimeout(overdue);
    return code;
  }

  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
