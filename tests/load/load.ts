import { setMaxListeners } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { residentMemory } from '../bench/processMemory.ts';
import { quantile } from '../bench/statistics.ts';
import { InkTimes, LoadPerson } from './person.ts';
import { cpuSeconds, type Target } from './target.ts';

/** People of a room who note when ink arrives: noting costs the generator time. */
const WATCHERS = 2;
/** ms between two people of one room who come in */
const ARRIVAL_MS = 20;
/** ms that the last strokes may take to everyone */
const CATCH_UP_MS = 10_000;
/** Share of the time after which memory should be flat. */
const WARM_UP = 0.3;
const MEMORY_EVERY_MS = 2_000;
/** Of so many looks at resident memory one also asks for the heap, which costs the server an answer. */
const HEAP_EVERY = 4;

export interface LoadOptions {
  rooms: number;
  people: number;
  minutes: number;
}

/** Simulated people on one server. @returns figures; names end in their unit */
export async function load(
  target: Target,
  { rooms, people, minutes }: LoadOptions,
): Promise<Record<string, number>> {
  const times = new InkTimes();
  const crowd: LoadPerson[][] = await Promise.all(
    Array.from({ length: rooms }, async (_, room) => {
      const inside: LoadPerson[] = [];
      for (let i = 0; i < people; i++) {
        const person = await LoadPerson.join(await target.enter(`load-room-${room}`, i), times);
        if (i < WATCHERS) person.watch();
        inside.push(person);
        await pause(ARRIVAL_MS);
      }
      return inside;
    }),
  );
  const everyone = crowd.flat();
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const memory: number[] = [];
  const heap: number[] = [];
  const lag = monitorEventLoopDelay({ resolution: 1 });
  lag.enable();
  const begin = { at: performance.now(), server: cpuSeconds(target.pid), own: process.cpuUsage() };
  const drawing = everyone.map((person, i) => person.takePart(i, stop.signal));
  for (let passed = 0; passed < minutes * 60_000; passed += MEMORY_EVERY_MS) {
    await pause(MEMORY_EVERY_MS);
    memory.push(residentMemory(target.pid).own);
    if (memory.length % HEAP_EVERY === 0)
      heap.push(await ownFigure(target.origin, 'limn_nodejs_heap_size_used_bytes'));
  }
  const seconds = (performance.now() - begin.at) / 1000;
  const own = process.cpuUsage(begin.own);
  lag.disable();
  const serverCpu = cpuSeconds(target.pid) - begin.server;
  stop.abort();
  await Promise.all(drawing);
  const diverged = await countDiverged(crowd);
  const lagMs = 1000 * (await ownFigure(target.origin, 'limn_nodejs_eventloop_lag_p99_seconds'));
  const portraits = crowd.reduce((sum, [first]) => sum + (first?.portraits ?? 0), 0);
  const closed = everyone.filter(({ document }) => document.closeCode !== null).length;
  for (const person of everyone) person.leave();
  return {
    inkP50Ms: quantile(times.inkMs, 0.5),
    inkP99Ms: quantile(times.inkMs, 0.99),
    strokeP50Ms: quantile(times.strokeMs, 0.5),
    strokeP99Ms: quantile(times.strokeMs, 0.99),
    strokes: times.strokes,
    diverged,
    closed,
    portraitsPerSecond: portraits / seconds,
    rssMb: memory.at(-1) ?? Number.NaN,
    rssGrowthPercent: growthPercent(memory, 0.5),
    serverCpuPercent: (100 * serverCpu) / seconds,
    generatorCpuPercent: (own.user + own.system) / 1e4 / seconds,
    generatorLagP99Ms: lag.percentile(99) / 1e6,
    ...(!Number.isNaN(lagMs) && { eventLoopP99Ms: lagMs, heapFloorGrowthPercent: growthPercent(heap, 0) }),
  };
}

/** People whose document differs from the first one's of their room, after all had time to catch up. */
async function countDiverged(crowd: LoadPerson[][]): Promise<number> {
  const deadline = performance.now() + CATCH_UP_MS;
  for (;;) {
    const different = crowd.flatMap((room) => {
      const [first, ...others] = room.map(({ document }) => contentOf(document.doc));
      return others.filter((other) => other !== first);
    }).length;
    if (different === 0 || performance.now() > deadline) return different;
    await pause(200);
  }
}

function contentOf(doc: Y.Doc): string {
  return [...strokesOf(doc).keys()].sort().join() + Buffer.from(Y.encodeStateVector(doc)).toString('base64');
}

/** Second half to first, after warming up. @param q which quantile of each: 0 of the heap is what collections leave */
function growthPercent(values: number[], q: number): number {
  const warm = values.slice(Math.floor(values.length * WARM_UP));
  const half = Math.ceil(warm.length / 2);
  return 100 * (quantile(warm.slice(half), q) / quantile(warm.slice(0, half), q) - 1);
}

/** A figure that our servers tell themselves; NaN where a server does not. */
async function ownFigure(origin: string, name: string): Promise<number> {
  const answer = await fetch(`${origin}/metrics`).catch(() => null);
  const text = (await answer?.text()) ?? '';
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
}
