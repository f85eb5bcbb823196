import type { Socket } from 'socket.io';
import type { CloseReason } from '../../shared/closeReasons.ts';
import type {
  ClientToServerEvents,
  PortraitStatus,
  RoomNotice,
  ServerToClientEvents,
} from '../../shared/events.ts';
import { MAX_BUFFERED_BYTES } from '../../shared/limits.ts';
import type { Role } from '../../shared/roles.ts';
import type { VersionNews } from '../../shared/versions.ts';
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

  /** Frames are dropped for a socket that is behind: its next ones bring it up to date. */
  sendFrame(frame: Uint8Array): void {
    if (this.#bufferedBytes() <= MAX_BUFFERED_BYTES) this.#socket.emit('live', frame);
  }

  sendStored(stateVector: Uint8Array): void {
    this.#socket.emit('stored', { stateVector });
  }

  sendStatus(status: PortraitStatus): void {
    this.#socket.emit('portraitStatus', status);
  }

  sendVersions(news: VersionNews): void {
    this.#socket.emit('versions', news);
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
    if (this.#bufferedBytes() > MAX_BUFFERED_BYTES) return false;
    this.#socket.emit(kind, stamp, image);
    return true;
  }

  /** engine.io shows the WebSocket below it only through its transport. */
  #bufferedBytes(): number {
    const transport = this.#socket.conn.transport as { socket?: { bufferedAmount?: number } };
    return transport.socket?.bufferedAmount ?? 0;
  }
}
