import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { LIVE_PATH } from '../../shared/api.ts';
import type { ClientToServerEvents, ServerToClientEvents } from '../../shared/events.ts';
import { decodeLiveFrame } from '../../shared/liveFrame.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { encodePoints, encodeStroke } from '../../shared/strokeCodec.ts';
import { linePoints } from '../support/strokes.ts';
import { DocumentSocket } from './documentSocket.ts';
import type { Place } from './target.ts';

/** One person in so many draws at a time; the turn passes on. */
const DRAWING_SHARE = 5;
const TURN_MS = 15_000;
/** ms between two strokes of one person */
const STROKE_EVERY_MS = 3_000;
/** A stroke: chunks of ink, ms between them, points in each. */
const CHUNKS = 10;
const CHUNK_MS = 80;
const CHUNK_POINTS = 4;
/** ms between two cursors of one person */
const CURSOR_MS = 100;

/** When ink left its pen, and how long it took to somebody else. */
export class InkTimes {
  readonly inkMs: number[] = [];
  readonly strokeMs: number[] = [];
  /** finished strokes */
  strokes = 0;
  readonly #sent = new Map<string, number>();

  sent(id: string): void {
    this.#sent.set(id, performance.now());
  }

  seen(id: string, times: number[]): void {
    const at = this.#sent.get(id);
    if (at !== undefined) times.push(performance.now() - at);
  }
}

interface InkPresence {
  ink?: string;
}

/** A person who draws like a person. */
export class LoadPerson {
  portraits = 0;
  readonly document: DocumentSocket;
  readonly live: Socket<ServerToClientEvents, ClientToServerEvents> | null;
  readonly #place: Place;
  readonly #times: InkTimes;
  #inkPresence: string | undefined;

  private constructor(place: Place, document: DocumentSocket, times: InkTimes) {
    this.#place = place;
    this.document = document;
    this.#times = times;
    this.live = place.live
      ? io(place.live.origin, {
          path: LIVE_PATH,
          auth: { token: place.live.token },
          transports: ['websocket'],
          extraHeaders: place.headers,
          forceNew: true,
        })
      : null;
    this.live?.on('portrait', () => this.portraits++);
  }

  static async join(place: Place, times: InkTimes): Promise<LoadPerson> {
    return new LoadPerson(place, await DocumentSocket.open(place), times);
  }

  /** Notes when others' ink and strokes arrive here. */
  watch(): void {
    const known = new Set<string>();
    const seenOnce = (id: string, times: number[]) => {
      if (known.has(id)) return;
      known.add(id);
      this.#times.seen(id, times);
    };
    strokesOf(this.document.doc).observe(({ changes, transaction }) => {
      if (transaction.local) return;
      for (const id of changes.keys.keys()) seenOnce(id, this.#times.strokeMs);
    });
    this.live?.on('live', (frame) => {
      for (const { strokeId, from, points } of decodeLiveFrame(frame).tails) {
        if (points.byteLength > 0) seenOnce(`${strokeId}/${from}`, this.#times.inkMs);
      }
    });
    if (!this.live) {
      this.document.onPresence = (state) => {
        const { ink } = (state ?? {}) as InkPresence;
        if (ink) seenOnce(ink, this.#times.inkMs);
      };
    }
  }

  /** Moves the cursor, and draws when it is this person's turn, until told to stop. */
  async takePart(index: number, signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    // People do not move in step.
    await pause((index * 617) % STROKE_EVERY_MS);
    const cursor = setInterval(() => this.#moveCursor(index), CURSOR_MS);
    signal.addEventListener('abort', () => clearInterval(cursor));
    for (let count = 0; !signal.aborted; count++) {
      const turn = Math.floor((performance.now() - begin) / TURN_MS);
      const start = performance.now();
      if ((index + turn) % DRAWING_SHARE === 0)
        await this.#drawStroke(`load-${index}-${count}-${this.#place.subject}`.slice(0, 24), signal);
      await pause(Math.max(0, STROKE_EVERY_MS - (performance.now() - start)));
    }
  }

  leave(): void {
    this.document.close();
    this.live?.disconnect();
    this.document.doc.destroy();
  }

  async #drawStroke(id: string, signal: AbortSignal): Promise<void> {
    const points = linePoints(CHUNKS * CHUNK_POINTS, 40 + ((this.#times.strokes * 37) % 430));
    for (let chunk = 0; chunk < CHUNKS && !signal.aborted; chunk++) {
      const from = chunk * CHUNK_POINTS;
      this.#times.sent(`${id}/${from}`);
      const packed = encodePoints(points.slice(from, from + CHUNK_POINTS));
      if (this.live) this.live.emit('ink', { strokeId: id, width: 3, from, points: packed });
      else {
        this.#inkPresence = `${id}/${from}`;
        this.#moveCursor(from, Buffer.from(packed).toString('base64'));
      }
      await pause(CHUNK_MS);
    }
    this.#inkPresence = undefined;
    this.#times.sent(id);
    this.#times.strokes++;
    const author = this.#place.subject;
    const bytes = encodeStroke({ author, tool: 'pen', width: 3, startedAt: Date.now(), points });
    strokesOf(this.document.doc).set(id, bytes);
    this.live?.emit('inkEnd', { strokeId: id });
  }

  #moveCursor(index: number, points?: string): void {
    const cursor = { x: 100 + ((performance.now() / 20) % 300), y: 100 + (index % 300) };
    if (this.live) this.live.volatile.emit('cursor', cursor);
    else this.document.sendPresence({ cursor, ...(this.#inkPresence && { ink: this.#inkPresence, points }) });
  }
}
