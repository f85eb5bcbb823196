const WIDTH = 24;

/** A progress bar on stderr; silent where nobody watches, so that logs stay readable. */
export class Progress {
  private done = 0;
  private readonly started = performance.now();

  constructor(
    private readonly label: string,
    private readonly total: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  step(): void {
    this.done++;
    if (!this.stream.isTTY) return;
    const share = this.done / Math.max(1, this.total);
    const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '·');
    const left = ((performance.now() - this.started) / 1000) * (1 / share - 1);
    const end = this.done >= this.total ? '\n' : '';
    this.stream.write(`\r${this.label} ${bar} ${this.done}/${this.total}, ${clock(left)} left \x1b[K${end}`);
  }
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
