import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import { LocalCluster } from '../../infra/cluster/localCluster.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { load } from '../load/load.ts';
import { startCluster, startLimn } from '../load/target.ts';
import { type FaceStroke, faceDrawing } from '../support/faceDrawing.ts';
import { packStroke } from './packStroke.ts';
import { createRoom, RoomClient } from './roomClient.ts';
import { median } from './statistics.ts';

/** People who note ink come by one server, all others by the other: every line of ink crosses. */
const WATCHERS = 2;
const CROWD = { rooms: 3, people: 10, minutes: 0.3 };
/** Single process and two servers take turns, so that what else the machine does hits both alike. */
const TURNS = 2;
/** Rooms that draw without a pause: more than the workers can serve. */
const BUSY_ROOMS = 16;
const STROKE_MS = 100;
/** ms after which the line is long, and that are measured then */
const WARM_UP_MS = 3_000;
const MEASURED_MS = 10_000;

/** Ink across two servers beside ink in one process, in the same run. */
export async function clusterInk(): Promise<Record<string, number>> {
  const single: Record<string, number>[] = [];
  const across: Record<string, number>[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [start, results] of [
      [() => startLimn({ portraits: false }), single],
      [() => startCluster(2, (person) => (person < WATCHERS ? 1 : 0)), across],
    ] as const) {
      const target = await start();
      try {
        results.push(await load(target, CROWD));
      } finally {
        await target.stop();
      }
    }
  }
  const of = (results: Record<string, number>[], name: string) =>
    median(results.map((one) => one[name] ?? Number.NaN));
  const names = ['inkP50Ms', 'inkP99Ms', 'strokeP50Ms', 'strokeP99Ms', 'serverCpuPercent', 'diverged'];
  const figures = names.flatMap((name) => [
    [`single.${name}`, of(single, name)] as const,
    [`across.${name}`, of(across, name)] as const,
  ]);
  const allowed = 1.3 * of(single, 'inkP99Ms') + 5;
  return { ...Object.fromEntries(figures), 'across.inkP99ToAllowed': of(across, 'inkP99Ms') / allowed };
}

export interface Workers {
  workers: number;
  /** ms of a portrait by an engine that only takes time; without it the real engine draws */
  simulatedMs?: number;
}

/** Portraits a second that one server gets from so many worker processes while more rooms draw than these can serve. */
export async function clusterPortraits({ workers, simulatedMs }: Workers): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'limn-bench-'));
  const cluster = await LocalCluster.start({
    servers: 1,
    workers,
    folder,
    redis: { fsync: 'everysec' },
    env: { LOG_LEVEL: 'error' },
    workerEnv: { PORTRAIT_THREADS: '1', ...(simulatedMs && { SIMULATED_MS: String(simulatedMs) }) },
    ...(simulatedMs && { workerFile: 'tests/support/simulatedWorker.ts' }),
  });
  const stop = new AbortController();
  try {
    await cluster.ready();
    const origin = cluster.servers[0]?.origin ?? '';
    await allThere(origin, workers);
    const rooms = await Promise.all(Array.from({ length: BUSY_ROOMS }, (_, i) => busyRoom(origin, i)));
    const drawing = rooms.map((room, i) => drawOn(room, faceDrawing(i + 1), i, stop.signal));
    await pause(WARM_UP_MS);
    const before = await drawnBy(origin);
    const redisBefore = await redisUse(cluster.redis.url);
    const start = performance.now();
    await pause(MEASURED_MS);
    const after = await drawnBy(origin);
    const redisAfter = await redisUse(cluster.redis.url);
    const seconds = (performance.now() - start) / 1000;
    stop.abort();
    await Promise.all(drawing);
    for (const room of rooms) room.leave();
    const count = after.count - before.count;
    return {
      portraitsPerSecond: count / seconds,
      serviceMs: (1000 * (after.service - before.service)) / count,
      redisCpuPercent: (100 * (redisAfter.cpu - redisBefore.cpu)) / seconds,
      redisKiB: (redisAfter.bytes - redisBefore.bytes) / 1024 / count,
    };
  } finally {
    stop.abort();
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function busyRoom(origin: string, index: number): Promise<RoomClient> {
  return RoomClient.join(origin, await createRoom(origin), `Room ${index}`);
}

async function drawOn(
  room: RoomClient,
  face: readonly FaceStroke[],
  index: number,
  signal: AbortSignal,
): Promise<void> {
  const { doc, subject } = room;
  await pause((index * STROKE_MS) / BUSY_ROOMS);
  for (let i = 0; !signal.aborted; i++) {
    // A face is drawn over and over, so that the document stays one of that size.
    strokesOf(doc).delete(`stroke-${i - face.length}`);
    strokesOf(doc).set(`stroke-${i}`, packStroke(face[i % face.length] as FaceStroke, subject));
    await pause(STROKE_MS);
  }
}

async function allThere(origin: string, workers: number): Promise<void> {
  while ((await figure(origin, 'limn_portrait_workers')) < workers) await pause(200);
}

/** Portraits that the server got until now, and the seconds that workers took for them. */
async function drawnBy(origin: string): Promise<{ count: number; service: number }> {
  return {
    count: await figure(origin, 'limn_portrait_seconds_count'),
    service: await figure(origin, 'limn_portrait_stage_seconds_sum', 'stage="total"'),
  };
}

/** Seconds of CPU that Redis has used, and bytes that came and went. */
async function redisUse(url: string): Promise<{ cpu: number; bytes: number }> {
  const client = createClient({ url });
  await client.connect();
  const info = `${await client.info('cpu')}${await client.info('stats')}`;
  client.destroy();
  const of = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? Number.NaN);
  return {
    cpu: of('used_cpu_user') + of('used_cpu_sys'),
    bytes: of('total_net_input_bytes') + of('total_net_output_bytes'),
  };
}

/** The sum over all labels, or the one with a label. */
async function figure(origin: string, name: string, label = ''): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const lines = text
    .split('\n')
    .filter((line) => new RegExp(`^${name}[ {]`).test(line) && line.includes(label));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
