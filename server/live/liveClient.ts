import { toBase64 } from 'lib0/buffer';
import type { Socket } from 'socket.io';
import type { CloseReason } from '../../shared/closeReasons.ts';
import type {
  ClientToServerEvents,
  PortraitStatus,
  RoomNotice,
  ServerToClientEvents,
} from '../../shared/events.ts';
import { MAX_BUFFERED_BYTES, MAX_BUFFERED_PICTURE_BYTES } from '../../shared/limits.ts';
import type { Role } from '../../shared/roles.ts';
import { type LabelNews, sizeOf } from '../../shared/semantics/labelNews.ts';
import type { Clock } from '../clock.ts';
import type { Picture } from '../rooms/roomStore.ts';
import type { Person } from '../rooms/tokens.ts';
import { type PictureKind, PictureSender } from './pictureSender.ts';

export type LiveSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

/** One person's Socket.IO connection, as the room speaks to it. */
export class LiveClient {
  readonly id: string;
  readonly subject: string;
  readonly pictures: PictureSender;
  readonly role: Role;
  readonly #socket: LiveSocket;
  readonly #onClosed: (reason: CloseReason) => void;
  /** sent since the socket was last seen empty */
  #waitingBytes = 0;

  constructor(
    socket: LiveSocket,
    { subject, role }: Person,
    clock: Clock,
    onClosed: (reason: CloseReason) => void,
  ) {
    this.#socket = socket;
    this.#onClosed = onClosed;
    this.id = socket.id;
    this.subject = subject;
    this.role = role;
    this.pictures = new PictureSender({ send: (kind, picture) => this.#sendPicture(kind, picture) }, clock);
  }

  /** Socket.IO encodes one event for all, where it is text its WebSocket frame too. */
  static sendToAll<Event extends keyof ServerToClientEvents>(
    clients: readonly LiveClient[],
    event: Event,
    ...content: Parameters<ServerToClientEvents[Event]>
  ): void {
    const [first] = clients;
    if (!first) return;
    // Every socket is alone in the Socket.IO room of its id; `local`: its clients are those of this process.
    first.#socket.nsp.local.to(clients.map(({ id }) => id)).emit(event, ...content);
  }

  /** A socket that is behind gets no frames: later ones bring it up to date. */
  static sendFrameToAll(clients: Iterable<LiveClient>, frame: string): void {
    const ready = [...clients].filter((client) => client.#mayWait(frame.length, MAX_BUFFERED_BYTES));
    LiveClient.sendToAll(ready, 'live', frame);
  }

  sendStored(stateVector: Uint8Array): void {
    this.#socket.emit('stored', toBase64(stateVector));
  }

  sendStatus(status: PortraitStatus): void {
    this.#socket.emit('portraitStatus', status);
  }

  /** @returns false when the socket is behind: they are not sent */
  sendLabels(news: LabelNews): boolean {
    if (!this.#mayWait(sizeOf(news), MAX_BUFFERED_BYTES)) return false;
    this.#socket.emit('labels', news);
    return true;
  }

  tellHandLowered(): void {
    this.#socket.emit('handLowered');
  }

  sendRoom(notice: RoomNotice): void {
    this.#socket.emit('room', notice);
  }

  close(reason: CloseReason, message: string): void {
    this.#onClosed(reason);
    this.#socket.emit('closing', { reason, message });
    this.#socket.disconnect(true);
  }

  #sendPicture(kind: PictureKind, { stamp, image }: Picture): boolean {
    if (!this.#mayWait(image.byteLength, MAX_BUFFERED_PICTURE_BYTES)) return false;
    this.#socket.emit(kind, stamp, image);
    return true;
  }

  /** Counts bytes that go into the socket, unless more than `limit` would wait there for a client that does not read. */
  #mayWait(bytes: number, limit: number): boolean {
    // What does not fit the network's buffers waits in engine.io, out of the WebSocket's sight.
    if (this.#socket.conn.transport.writable) this.#waitingBytes = 0;
    if (this.#waitingBytes + bytes > limit) return false;
    this.#waitingBytes += bytes;
    return true;
  }
}
