import { mock } from 'node:test';
import { ManualClock } from '../../server/testing/manualClock.ts';

/** ms; larger steps would let timers of both sides run in an order that time forbids */
const STEP_MS = 10;
/** Held before the mock takes its place. */
const immediately = setImmediate;

/** Time that passes only by `advance`: the server's clock and the timers of the client's libraries. */
export class SimulatedTime {
  readonly clock = new ManualClock();

  constructor() {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  }

  async advance(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.clock.advance(STEP_MS);
      mock.timers.tick(STEP_MS);
    }
    await this.settle();
  }

  /** Lets promises that wait for nothing but each other go on. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round++) await new Promise((resolve) => immediately(resolve));
  }

  end(): void {
    mock.timers.reset();
  }
}
