import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { LIVE_PATH } from '../../shared/api.ts';
import type { CloseReason } from '../../shared/closeReasons.ts';
import type {
  ClientToServerEvents,
  Cursor,
  HoldPart,
  InkChunk,
  Laser,
  PictureStamp,
  PortraitStatus,
  RoomNotice,
  ServerToClientEvents,
  SharedView,
} from '../../shared/events.ts';
import { decodeLiveFrame, type LiveFrame } from '../../shared/liveFrame.ts';
import { type LabelNews, labelNewsSchema } from '../../shared/semantics/labelNews.ts';
import { type VariantSet, variantSetSchema } from '../../shared/variants.ts';
import { type VersionNews, versionNewsSchema } from '../../shared/versions.ts';
import type { SocketState } from '../connection/connectionState.ts';
import {
  bytesSchema,
  closeReasonSchema,
  closingSchema,
  frameSchema,
  pictureStampSchema,
  portraitStatusSchema,
  roomNoticeSchema,
  storedSchema,
} from './liveSchemas.ts';

/** ms that an answer may take before the question counts as unanswered */
const ANSWER_TIMEOUT_MS = 10_000;

export interface LiveHandlers {
  state: (state: SocketState) => void;
  frame: (frame: LiveFrame) => void;
  portrait: (stamp: PictureStamp, image: Uint8Array) => void;
  shadow: (stamp: PictureStamp, image: Uint8Array) => void;
  portraitStatus: (status: PortraitStatus) => void;
  labels: (news: LabelNews) => void;
  versions: (news: VersionNews) => void;
  variants: (set: VariantSet) => void;
  stored: (stateVector: Uint8Array) => void;
  room: (notice: RoomNotice) => void;
  handLowered: () => void;
  /** the server ended the connection or refused it; null where it gave no reason */
  closed: (reason: CloseReason | null) => void;
}

/** The Socket.IO connection of a room: live ink and cursors, portraits, shadow guides. */
export class LiveConnection {
  private readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  private reason: CloseReason | null = null;
  private destroyed = false;

  /** @param token read anew at every connection, so that a renewed one is used */
  constructor(origin: string, token: () => string, handlers: LiveHandlers) {
    this.socket = io(origin, {
      path: LIVE_PATH,
      // long polling would need sticky sessions once there are several servers
      transports: ['websocket'],
      reconnectionDelay: 300,
      reconnectionDelayMax: 3_000,
      auth: (send) => send({ token: token() }),
    });
    this.receive(handlers);
    this.watch(handlers);
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  sendInk(chunk: InkChunk): void {
    this.socket.volatile.emit('ink', chunk);
  }

  endInk(strokeId: string): void {
    if (this.connected) this.socket.emit('inkEnd', { strokeId });
  }

  sendCursor(cursor: Cursor): void {
    this.socket.volatile.emit('cursor', cursor);
  }

  sendLaser(laser: Laser): void {
    this.socket.volatile.emit('laser', laser);
  }

  sendView(view: SharedView): void {
    if (this.connected) this.socket.emit('view', view);
  }

  lowerHand(subject: string): void {
    if (this.connected) this.socket.emit('lowerHand', { subject });
  }

  setHidden(hidden: boolean): void {
    if (this.connected) this.socket.emit('visibility', { hidden });
  }

  /** Hands the server a renewed token; null is yes, and also no answer: the next connection brings it. */
  async renew(token: string): Promise<CloseReason | null> {
    if (!this.connected) return null;
    const answer: unknown = await this.socket
      .timeout(ANSWER_TIMEOUT_MS)
      .emitWithAck('renew', { token })
      .catch(() => null);
    return closeReasonSchema.nullable().catch(null).parse(answer);
  }

  /** Asks for a part, or gives it back; null is yes. */
  async holdPart(wish: HoldPart): Promise<CloseReason | null> {
    if (!this.connected) return 'restarting';
    const answer: unknown = await this.socket
      .timeout(ANSWER_TIMEOUT_MS)
      .emitWithAck('holdPart', wish)
      .catch(() => 'restarting');
    return closeReasonSchema.nullable().catch('restarting').parse(answer);
  }

  /** After a close that ended Socket.IO's own tries. */
  reconnect(): void {
    if (!this.destroyed && !this.socket.active) this.socket.connect();
  }

  destroy(): void {
    this.destroyed = true;
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }

  private receive(handlers: LiveHandlers): void {
    const { socket } = this;
    socket.on('live', (frame) =>
      withParsed(frameSchema, frame, (text) => handlers.frame(decodeLiveFrame(text))),
    );
    for (const kind of ['portrait', 'shadow'] as const) {
      socket.on(kind, (stamp, image) =>
        withParsed(pictureStampSchema, stamp, (parsed) =>
          withParsed(bytesSchema, image, (bytes) => handlers[kind](parsed, bytes)),
        ),
      );
    }
    socket.on('portraitStatus', (status) =>
      withParsed(portraitStatusSchema, status, handlers.portraitStatus),
    );
    socket.on('labels', (news) => withParsed(labelNewsSchema, news, handlers.labels));
    socket.on('versions', (news) => withParsed(versionNewsSchema, news, handlers.versions));
    socket.on('variants', (set) => withParsed(variantSetSchema, set, handlers.variants));
    socket.on('stored', (event) => withParsed(storedSchema, event, handlers.stored));
    socket.on('room', (notice) => withParsed(roomNoticeSchema, notice, handlers.room));
    socket.on('handLowered', () => handlers.handLowered());
    socket.on('closing', (event) =>
      withParsed(closingSchema, event, ({ reason }) => {
        this.reason = reason;
      }),
    );
  }

  private watch(handlers: LiveHandlers): void {
    const { socket } = this;
    socket.on('connect', () => {
      this.reason = null;
      handlers.state('connected');
    });
    socket.on('disconnect', () => {
      handlers.state('disconnected');
      handlers.closed(this.reason);
    });
    socket.on('connect_error', (error) => {
      handlers.state('disconnected');
      // an inactive socket was refused by the server; otherwise the network failed and Socket.IO goes on trying
      if (!socket.active) handlers.closed(reasonOfRefusal(error));
    });
  }
}

/** The server puts the typed reason of a refused handshake into the error's data or message. */
function reasonOfRefusal(error: Error & { data?: unknown }): CloseReason | null {
  const data = closingSchema.safeParse(error.data);
  if (data.success) return data.data.reason;
  return closeReasonSchema.nullable().catch(null).parse(error.message);
}

/** What does not parse comes from another version of the server; one event less is no reason to stop. */
function withParsed<T>(schema: z.ZodType<T, unknown>, value: unknown, use: (value: T) => void): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) use(parsed.data);
}
