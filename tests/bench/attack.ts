import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { decodeLiveFrame } from '../../shared/liveFrame.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { LimnServer } from '../support/limnServer.ts';
import { linePoints } from '../support/strokes.ts';
import { ATTACKS } from './attackers.ts';
import { residentMemory } from './processMemory.ts';
import { createRoom, RoomClient } from './roomClient.ts';
import { quantile } from './statistics.ts';

/** ms that ink is measured in peace, and under each attack */
const PEACE_MS = 15_000;
const ATTACK_MS = 6_000;
/** ms between two chunks of ink */
const CHUNK_MS = 40;
/** ms after the last attack at which memory is read */
const SETTLE_MS = 60_000;
const ATTACKERS = fileURLToPath(new URL('./attackers.ts', import.meta.url));

/**
 * A real server, two people who draw, and one attack after the other from a process of its own. For each:
 * the p99 of ink from pen to the other page, as a multiple of that in peace in the same run.
 */
export async function attack(): Promise<Record<string, number>> {
  const server = await LimnServer.start();
  try {
    const room = await createRoom(server.origin);
    const drawer = await RoomClient.join(server.origin, room, 'Drawer');
    const watcher = await RoomClient.join(server.origin, room, 'Watcher');
    await ink(drawer, watcher, PEACE_MS / 3); // warms the server up
    const memory = () => residentMemory(server.pid ?? 0).own;
    const before = memory();
    const peace = quantile(await ink(drawer, watcher, PEACE_MS), 0.99);
    const figures: Record<string, number> = { peaceInkP99Ms: peace };
    for (const name of Object.keys(ATTACKS)) {
      const attackers = startAttackers(name, server.origin, room, drawer.doc.clientID);
      const latencies = await ink(drawer, watcher, ATTACK_MS);
      attackers.kill('SIGKILL');
      figures[`${name}InkP99ToPeace`] = quantile(latencies, 0.99) / peace;
    }
    await pause(SETTLE_MS);
    figures.memoryToBefore = memory() / before;
    drawer.leave();
    watcher.leave();
    return figures;
  } finally {
    await server.dispose();
  }
}

function startAttackers(name: string, origin: string, room: object, victim: number): ChildProcess {
  const child = fork(ATTACKERS, [name, origin, JSON.stringify(room), String(victim)], { stdio: 'inherit' });
  child.on('error', (error) => console.error(error));
  return child;
}

/** Draws for a while. @returns ms of each chunk from one client to the other */
async function ink(drawer: RoomClient, watcher: RoomClient, duration: number): Promise<number[]> {
  const sent = new Map<string, number>();
  const latencies: number[] = [];
  const hear = (frame: string) => {
    for (const { strokeId, from } of decodeLiveFrame(frame).tails) {
      const at = sent.get(`${strokeId} ${from}`);
      if (at !== undefined) latencies.push(performance.now() - at);
    }
  };
  watcher.live.on('live', hear);
  const points = linePoints(400);
  const end = performance.now() + duration;
  for (let n = 0; performance.now() < end; n++) {
    const strokeId = `bench-stroke-${Math.floor(n / 100)}-${Math.round(end)}`;
    const from = (n % 100) * 4;
    sent.set(`${strokeId} ${from}`, performance.now());
    const chunk = encodePoints(points.slice(from, from + 4));
    drawer.live.emit('ink', { strokeId, width: 3, from, points: chunk });
    await pause(CHUNK_MS);
  }
  await pause(1_000);
  watcher.live.off('live', hear);
  // A chunk that never came counts as the longest wait there can be.
  const lost = sent.size - latencies.length;
  return [...latencies, ...Array<number>(Math.max(0, lost)).fill(duration)];
}
