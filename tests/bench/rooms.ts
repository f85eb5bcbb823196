import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { type FaceStroke, faceDrawing } from '../support/faceDrawing.ts';
import { LimnServer } from '../support/limnServer.ts';
import { packStroke } from './packStroke.ts';
import { residentMemory } from './processMemory.ts';
import { createRoom, RoomClient } from './roomClient.ts';
import { mean, quantile } from './statistics.ts';

const ROOM_COUNTS = [1, 4, 16, 32];
/** ms between two strokes of a room: a quick hand */
const STROKE_MS = 700;
/** ms that all rooms draw, after which the last portraits are waited for */
const DRAW_MS = 12_000;
/** ms without any portrait of the room after which one counts as lost */
const LOST_MS = 30_000;

/**
 * Rooms that draw at once on one real server: portraits a second over all of them, how long a stroke
 * waits for the portrait that shows it, and the slowest room's mean wait over the mean of all.
 */
export async function rooms(counts: readonly number[] = ROOM_COUNTS): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const count of counts) {
    const server = await LimnServer.start();
    try {
      const drawing = await Promise.all(Array.from({ length: count }, (_, i) => DrawingRoom.open(server, i)));
      const start = performance.now();
      await Promise.all(drawing.map((room) => room.draw()));
      const seconds = (performance.now() - start) / 1000;
      const waits = drawing.flatMap((room) => room.waits);
      const means = drawing.map((room) => mean(room.waits));
      const memory = residentMemory(server.pid ?? 0);
      for (const room of drawing) room.client.leave();
      const name = `${count}rooms`;
      figures[`${name}PortraitsPerSecond`] = drawing.reduce((sum, { seen }) => sum + seen, 0) / seconds;
      figures[`${name}WaitP50Ms`] = quantile(waits, 0.5);
      figures[`${name}WaitP95Ms`] = quantile(waits, 0.95);
      figures[`${name}SlowestRoomToMean`] = Math.max(...means) / mean(means);
      figures[`${name}AllMiB`] = memory.own + memory.children;
    } finally {
      await server.dispose();
    }
  }
  return figures;
}

/** One room whose only client draws a face, stroke by stroke, and watches its portraits. */
class DrawingRoom {
  /** ms that each stroke waited for the portrait that shows it */
  readonly waits: number[] = [];
  /** portraits that arrived */
  seen = 0;
  /** strokes not shown yet: the document's clock with the stroke, and when it was finished */
  private open: { clock: number; at: number }[] = [];
  /** ms: of the latest portrait */
  private seenAt = 0;

  private constructor(
    readonly client: RoomClient,
    private readonly strokes: readonly FaceStroke[],
    private readonly seed: number,
  ) {
    client.live.on('portrait', ({ stateVector }) => {
      this.seen++;
      const shown = Y.decodeStateVector(new Uint8Array(stateVector)).get(client.doc.clientID) ?? 0;
      const now = performance.now();
      this.seenAt = now;
      for (const { clock, at } of this.open) if (clock <= shown) this.waits.push(now - at);
      this.open = this.open.filter(({ clock }) => clock > shown);
    });
  }

  static async open(server: LimnServer, seed: number): Promise<DrawingRoom> {
    const client = await RoomClient.join(server.origin, await createRoom(server.origin), `Room ${seed}`);
    return new DrawingRoom(client, faceDrawing(seed + 1), seed);
  }

  async draw(): Promise<void> {
    const { doc, subject } = this.client;
    // Rooms start one after the other, as rooms do.
    await pause((this.seed * 137) % STROKE_MS);
    for (let i = 0; i * STROKE_MS < DRAW_MS; i++) {
      const stroke = this.strokes[i % this.strokes.length] as FaceStroke;
      strokesOf(doc).set(`bench-stroke-${this.seed}-${i}`, packStroke(stroke, subject));
      const clock = Y.decodeStateVector(Y.encodeStateVector(doc)).get(doc.clientID) ?? 0;
      this.open.push({ clock, at: performance.now() });
      await pause(STROKE_MS);
    }
    const drawnAt = performance.now();
    while (this.open.length > 0) {
      if (performance.now() > Math.max(drawnAt, this.seenAt) + LOST_MS)
        throw new Error(`room ${this.seed}: a portrait did not arrive`);
      await pause(10);
    }
  }
}
