import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  type CreatedRoom,
  createdRoomSchema,
  LIVE_PATH,
  SYNC_PATH,
  SYNC_PROTOCOL,
  SYNC_TOKEN_PREFIX,
  tokenGrantSchema,
} from '../../shared/api.ts';
import type { ClientToServerEvents, ServerToClientEvents } from '../../shared/events.ts';

export async function createRoom(origin: string): Promise<CreatedRoom> {
  const response = await fetch(`${origin}/api/rooms`, { method: 'POST' });
  return createdRoomSchema.parse(await response.json());
}

/** A person without a browser: the two sockets and the document. */
export class RoomClient {
  private constructor(
    readonly subject: string,
    readonly doc: Y.Doc,
    readonly live: Socket<ServerToClientEvents, ClientToServerEvents>,
    private readonly sync: WebsocketProvider,
  ) {}

  static async join(origin: string, room: CreatedRoom, name: string): Promise<RoomClient> {
    const response = await fetch(`${origin}/api/rooms/${room.roomId}/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: room.secrets.editor, name, colour: '#1d4ed8' }),
    });
    const { token, subject } = tokenGrantSchema.parse(await response.json());

    const doc = new Y.Doc();
    const sync = new WebsocketProvider(`${origin.replace('http', 'ws')}${SYNC_PATH}`, room.roomId, doc, {
      protocols: [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + token],
      // biome-ignore lint/suspicious/noExplicitAny: ws differs from the browser's type in events nobody uses here
      WebSocketPolyfill: WebSocket as any,
      disableBc: true,
    });
    // The provider would send everyone's presence back; this client has none.
    sync.awareness.off('update', sync._awarenessUpdateHandler);
    const live: RoomClient['live'] = io(origin, {
      path: LIVE_PATH,
      auth: { token },
      transports: ['websocket'],
    });
    await Promise.all([
      new Promise<void>((resolve) => sync.once('sync', () => resolve())),
      new Promise<void>((resolve, reject) => {
        live.once('connect', resolve);
        live.once('connect_error', reject);
      }),
    ]);
    return new RoomClient(subject, doc, live, sync);
  }

  leave(): void {
    this.live.disconnect();
    this.sync.destroy();
    this.doc.destroy();
  }
}
