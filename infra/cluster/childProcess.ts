import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** ms from SIGTERM until a process that does not end is killed; Limn's own allow themselves 10 s */
const STOP_TIMEOUT_MS = 15_000;
/** characters of the output that are kept for whoever asks why */
const OUTPUT_TAIL = 4_000;

export interface ChildOptions {
  /** as it is called in messages: `server-1` */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** Ctrl+C at the terminal does not reach it: it ends after the others */
  detached?: boolean;
  /** each line that it says */
  onLine?: (line: string) => void;
  /** it ended without having been told to */
  onDeath?: () => void;
}

/** One process of a cluster: it can be started again, stopped, killed, and made to stand still. */
export class Child {
  readonly name: string;
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;
  #ended: Promise<number | null> = Promise.resolve(null);
  #told = true;
  #output = '';

  constructor(options: ChildOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get running(): boolean {
    return this.#process !== null;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** The last of what it said. */
  get output(): string {
    return this.#output;
  }

  start(): void {
    if (this.#process) return;
    const { command, args, env, detached = false, onDeath } = this.#options;
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached,
    });
    this.#process = child;
    this.#told = false;
    for (const stream of [child.stdout, child.stderr]) this.#readLines(stream);
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => this.#hear(`${this.name} does not start: ${error.message}\n`));
      child.once('close', (code) => {
        if (this.#process === child) this.#process = null;
        resolve(code);
        if (!this.#told) onDeath?.();
      });
    });
  }

  /** `SIGKILL` is a crash, `SIGSTOP` makes it stand still until `SIGCONT`. */
  signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.#told = true;
    this.#process?.kill(signal);
  }

  /** @returns the exit code; null where a signal ended it */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    this.signal(signal);
    // One that stands still hears nothing else.
    this.signal('SIGCONT');
    const overdue = setTimeout(() => this.signal('SIGKILL'), STOP_TIMEOUT_MS);
    const code = await this.#ended;
    clearTimeout(overdue);
    return code;
  }

  #readLines(stream: NodeJS.ReadableStream | null): void {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      this.#hear(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#options.onLine?.(line);
    });
  }

  #hear(text: string): void {
    this.#output = (this.#output + text).slice(-OUTPUT_TAIL);
  }
}
