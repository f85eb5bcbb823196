import { randomUUID } from 'node:crypto';
import { PORTRAIT_LEASE_MS, PORTRAIT_MEMBER_MS } from '../../../shared/limits.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { RenderError, type Renderer } from '../renderer.ts';
import type { Lease, PortraitQueue } from './portraitQueue.ts';
import type { QueueMember } from './queueMessages.ts';

/** ms between two looks at the line without having been woken: finds leases that ran out. */
const LOOK_MS = 200;

export interface QueueWorkerOptions {
  queue: PortraitQueue;
  /** draws what is claimed here */
  renderer: Renderer;
  clock: Clock;
  log: Logger;
}

/** Claims jobs for the workers of this machine: as many at a time as these can draw. */
export class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #id = randomUUID();
  readonly #drawing = new Set<Promise<void>>();
  #claiming = false;
  #self: QueueMember | null = null;
  #stopped = false;
  #cancelWait = () => {};
  #cancel: (() => void)[] = [];

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
    options.renderer.onChange(() => {
      void this.#makeKnown();
      void this.#claim();
    });
    options.queue.onReady(() => {
      // Without waiting for the next beat: until then servers take the workers for gone.
      void this.#makeKnown();
      void this.#claim();
    });
    options.queue.onWake(() => void this.#claim());
    this.#every(LOOK_MS, () => this.#claim());
    this.#every(PORTRAIT_MEMBER_MS / 3, () => this.#makeKnown());
    void this.#makeKnown();
  }

  /** Claims nothing more, and ends when what runs is handed over. */
  async close(): Promise<void> {
    this.#stopped = true;
    this.#cancelWait();
    for (const cancel of this.#cancel.splice(0)) cancel();
    // At once: from now on no room waits for this one because it drew it last.
    if (this.#self) await this.#options.queue.leave(this.#self).catch(() => {});
    await Promise.all(this.#drawing);
  }

  async #claim(): Promise<void> {
    const { queue, renderer, clock, log } = this.#options;
    // One at a time, or two wake-ups would claim for the same free worker.
    if (this.#claiming || !queue.connected) return;
    this.#claiming = true;
    try {
      while (!this.#stopped && renderer.idle > 0) {
        const lease = await queue.claim(this.#id);
        if (typeof lease === 'number') {
          this.#cancelWait();
          this.#cancelWait = clock.after(lease, () => void this.#claim());
          break;
        }
        if (!lease) break;
        const drawing = this.#draw(lease);
        this.#drawing.add(drawing);
        void drawing.finally(() => this.#drawing.delete(drawing));
      }
    } catch (error) {
      log.debug({ err: error }, 'no job could be claimed');
    } finally {
      this.#claiming = false;
    }
  }

  async #draw(lease: Lease): Promise<void> {
    const { renderer, clock, log } = this.#options;
    const { job } = lease;
    let cancelRenewal = () => {};
    const renewLater = () => {
      cancelRenewal = clock.after(PORTRAIT_LEASE_MS / 3, () => {
        lease.renew().catch(() => false);
        renewLater();
      });
    };
    renewLater();
    try {
      const portrait = await renderer.render(job, (image) => {
        lease.say({ type: 'shadow', image }).catch(() => false);
      });
      await lease.finish({ type: 'portrait', image: portrait });
    } catch (error) {
      if (!(error instanceof RenderError)) {
        // Redis went away: the lease runs out, and the room is drawn anew.
        log.warn({ room: job.cacheKey, err: error }, 'a portrait could not be handed over');
      } else if (error.kind !== 'stopped') {
        const { kind, message } = error;
        await lease.finish({ type: 'failed', generation: job.generation, kind, message }).catch(() => false);
      }
    } finally {
      cancelRenewal();
      void this.#claim();
    }
  }

  async #makeKnown(): Promise<void> {
    const { queue, renderer } = this.#options;
    const { state } = renderer;
    if (this.#stopped || !queue.connected) return;
    const before = this.#self;
    try {
      if (state.state === 'ready') {
        const { engine, modelVersion, workers } = state;
        this.#self = { id: this.#id, engine, modelVersion, weights: queue.weights, workers };
        await queue.members(this.#self);
      } else this.#self = null;
      const changed = before && JSON.stringify(before) !== JSON.stringify(this.#self);
      if (changed) await queue.leave(before);
    } catch {
      // Told again with the next beat.
    }
  }

  #every(ms: number, run: () => Promise<void>): void {
    let cancel = () => {};
    const plan = () => {
      cancel = this.#options.clock.after(ms, () => {
        void run();
        plan();
      });
    };
    plan();
    this.#cancel.push(() => cancel());
  }
}
