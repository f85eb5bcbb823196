import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { decodeLiveFrame } from '../../shared/liveFrame.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { type FaceStroke, faceDrawing } from '../support/faceDrawing.ts';
import { LimnServer } from '../support/limnServer.ts';
import { PEN_WIDTH, POINT_MS, packPoints, packStroke } from './packStroke.ts';
import { residentMemory } from './processMemory.ts';
import { createRoom, RoomClient } from './roomClient.ts';
import { quantile } from './statistics.ts';

/** ms after which a portrait or an ink frame counts as lost */
const LOST_MS = 10_000;

/** A real server and two clients: one draws a face at a person's pace, the other waits for ink and portraits. */
export async function room(): Promise<Record<string, number>> {
  const started = performance.now();
  const server = await LimnServer.start();
  try {
    const created = await createRoom(server.origin);
    const watcher = await RoomClient.join(server.origin, created, 'Watcher');
    await orLost(new Promise((resolve) => watcher.live.once('portrait', resolve)), 'the first portrait');
    const firstPortraitMs = performance.now() - started;
    const drawer = await RoomClient.join(server.origin, created, 'Drawer');
    const ink: number[] = [];
    const portraits: number[] = [];
    for (const [i, stroke] of faceDrawing(1).entries()) {
      const id = `bench-stroke-${i}`;
      ink.push(await drawLive(drawer, watcher, id, stroke));
      portraits.push(await liftPen(drawer, watcher, id, stroke));
    }
    const memory = residentMemory(server.pid ?? 0);
    drawer.leave();
    watcher.leave();
    return {
      firstPortraitMs,
      penUpToPortraitP50Ms: quantile(portraits, 0.5),
      penUpToPortraitP95Ms: quantile(portraits, 0.95),
      strokeToInkP50Ms: quantile(ink, 0.5),
      strokeToInkP95Ms: quantile(ink, 0.95),
      serverMiB: memory.own,
      workerMiB: memory.children,
      allMiB: memory.own + memory.children,
    };
  } finally {
    await server.dispose();
  }
}

/** Draws with the pen down. @returns ms from the first ink message to its frame at the other client */
async function drawLive(drawer: RoomClient, watcher: RoomClient, strokeId: string, stroke: FaceStroke) {
  const seen = new Promise<number>((resolve) => {
    const look = (frame: string) => {
      const { tails } = decodeLiveFrame(frame);
      if (!tails.some((tail) => tail.strokeId === strokeId)) return;
      watcher.live.off('live', look);
      resolve(performance.now());
    };
    watcher.live.on('live', look);
  });
  const start = performance.now();
  for (const [from, points] of packPoints(stroke).entries()) {
    drawer.live.volatile.emit('ink', { strokeId, width: PEN_WIDTH, from, points });
    await pause(POINT_MS);
  }
  return (await orLost(seen, `the ink of ${strokeId}`)) - start;
}

/** Finishes the stroke. @returns ms until the other client has the full-size portrait that shows it */
async function liftPen(drawer: RoomClient, watcher: RoomClient, strokeId: string, stroke: FaceStroke) {
  const clock = () => Y.decodeStateVector(Y.encodeStateVector(drawer.doc)).get(drawer.doc.clientID) ?? 0;
  let wanted = Number.POSITIVE_INFINITY;
  const seen = new Promise<number>((resolve) => {
    const look: Parameters<typeof watcher.live.on<'portrait'>>[1] = ({ final, stateVector }) => {
      const shown = Y.decodeStateVector(new Uint8Array(stateVector)).get(drawer.doc.clientID) ?? 0;
      if (!final || shown < wanted) return;
      watcher.live.off('portrait', look);
      resolve(performance.now());
    };
    watcher.live.on('portrait', look);
  });
  const start = performance.now();
  strokesOf(drawer.doc).set(strokeId, packStroke(stroke, drawer.subject));
  wanted = clock();
  drawer.live.emit('inkEnd', { strokeId });
  return (await orLost(seen, `the portrait of ${strokeId}`)) - start;
}

async function orLost<T>(seen: Promise<T>, what: string): Promise<T> {
  const deadline = new AbortController();
  const lost = pause(LOST_MS, undefined, { signal: deadline.signal }).then(() => {
    throw new Error(`${what} did not arrive within ${LOST_MS} ms`);
  });
  try {
    return await Promise.race([seen, lost]);
  } finally {
    deadline.abort();
    lost.catch(() => {});
  }
}
