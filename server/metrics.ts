import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CloseReason } from '../shared/closeReasons.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Where somebody was turned away. */
type Door = 'http' | 'upgrade' | 'document' | 'live';

/** What the gauges read at the moment of a scrape. */
export interface Readings {
  rooms(): number;
  people(): number;
  documentSockets(): number;
  liveSockets(): number;
  workers(): number;
  /** rooms whose next portrait has not begun */
  waitingPortraits(): number;
  /** where servers share workers: of all of them; null while that cannot be told */
  portraitLine?: () => { rooms: number; ageMs: number } | null;
}

/** The server's figures for Prometheus. No label ever names a room or a person. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #updates: Counter<'result'>;
  readonly #checks: Histogram;
  readonly #refusals: Counter<'door' | 'reason'>;
  readonly #writes: Histogram;
  readonly #portraits: Histogram<'kind'>;
  readonly #stages: Histogram<'stage'>;
  readonly #failures: Counter<'kind'>;

  constructor(readings: Readings) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: 'limn_' });
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('limn_rooms_open', 'rooms in memory', readings.rooms);
    gauge('limn_people', 'people in rooms', readings.people);
    gauge('limn_document_sockets', 'document sockets in rooms', readings.documentSockets);
    gauge('limn_live_sockets', 'live sockets in rooms', readings.liveSockets);
    gauge('limn_portrait_workers', 'portrait workers that are ready', readings.workers);
    gauge(
      'limn_portrait_rooms_waiting',
      'rooms whose portrait waits for its turn',
      readings.waitingPortraits,
    );
    const { portraitLine } = readings;
    if (portraitLine) {
      gauge(
        'limn_portrait_queue_rooms',
        'rooms of all servers that wait for a portrait worker',
        () => portraitLine()?.rooms ?? Number.NaN,
      );
      gauge(
        'limn_portrait_queue_age_seconds',
        'how long the first of them has waited; when it grows, workers are missing',
        () => (portraitLine()?.ageMs ?? Number.NaN) / 1000,
      );
    }
    this.#updates = new Counter({
      name: 'limn_updates_total',
      help: 'document updates from clients',
      labelNames: ['result'],
      registers,
    });
    this.#checks = new Histogram({
      name: 'limn_update_check_seconds',
      help: 'checking one update, on the scratch document too',
      buckets: SECONDS,
      registers,
    });
    this.#refusals = new Counter({
      name: 'limn_refusals_total',
      help: 'requests and connections turned away, or closed for what they sent',
      labelNames: ['door', 'reason'],
      registers,
    });
    this.#writes = new Histogram({
      name: 'limn_store_write_seconds',
      help: 'synced write of one group',
      buckets: SECONDS,
      registers,
    });
    this.#portraits = new Histogram({
      name: 'limn_portrait_seconds',
      help: 'portrait job, from its start to the picture',
      labelNames: ['kind'],
      buckets: SECONDS,
      registers,
    });
    this.#stages = new Histogram({
      name: 'limn_portrait_stage_seconds',
      help: 'stages of portrait jobs',
      labelNames: ['stage'],
      buckets: SECONDS,
      registers,
    });
    this.#failures = new Counter({
      name: 'limn_portrait_failures_total',
      help: 'portrait jobs without a picture',
      labelNames: ['kind'],
      registers,
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** @param ms that checking took */
  updateAdmitted(changed: boolean, ms: number): void {
    this.#updates.inc({ result: changed ? 'accepted' : 'known' });
    this.#checks.observe(ms / 1000);
  }

  refused(door: Door, reason: CloseReason): void {
    this.#refusals.inc({ door, reason });
  }

  storeWritten(ms: number): void {
    this.#writes.observe(ms / 1000);
  }

  /** @param stages ms by stage; `total` is their sum and the way to the worker */
  portraitFinished(kind: 'draft' | 'final', ms: number, stages: Record<string, number>): void {
    this.#portraits.observe({ kind }, ms / 1000);
    for (const [stage, time] of Object.entries(stages)) this.#stages.observe({ stage }, time / 1000);
  }

  portraitFailed(kind: string): void {
    this.#failures.inc({ kind });
  }
}
