import { clone, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { encodeAwarenessUpdate } from 'y-protocols/awareness';
import { messageYjsSyncStep1 } from 'y-protocols/sync';
import { messageAwareness, messageSync, WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { SYNC_PATH, SYNC_PROTOCOL, SYNC_TOKEN_PREFIX } from '../../shared/api.ts';
import { CLOSE_REASONS, type CloseReason, closeReasonOfCode } from '../../shared/closeReasons.ts';
import type { SocketState } from './connectionState.ts';

/** ms between two questions for what is new: keeps the provider's 30 s watchdog quiet, heals a lost message */
const RESYNC_MS = 20_000;

export interface SyncHandlers {
  state: (state: SocketState, failures: number) => void;
  /** an update of the server's document, after it was applied to ours */
  received: (update: Uint8Array) => void;
  /** both sides have what the other had */
  synced: () => void;
  /** a typed close; null where the socket broke without a word */
  closed: (reason: CloseReason | null) => void;
}

type Awareness = WebsocketProvider['awareness'];
type AwarenessChange = { added: number[]; updated: number[]; removed: number[] };

/** The Yjs socket of a room: document updates and presence. */
export class SyncConnection {
  readonly awareness: Awareness;
  private readonly provider: WebsocketProvider;

  constructor(origin: string, roomId: string, doc: Y.Doc, token: string, handlers: SyncHandlers) {
    const provider = new WebsocketProvider(`${origin.replace(/^http/, 'ws')}${SYNC_PATH}`, roomId, doc, {
      protocols: protocolsOf(token),
      resyncInterval: RESYNC_MS,
      // tabs of one browser may hold different roles: what passes between them must pass the server's checks
      disableBc: true,
      shouldReconnect: ({ code }) => {
        const reason = closeReasonOfCode(code);
        return reason === null || CLOSE_REASONS[reason].retry;
      },
    });
    this.provider = provider;
    this.awareness = provider.awareness;
    sendOnlyOwnPresence(provider);
    reportUpdates(provider, handlers.received);
    provider.on('status', ({ status }) => {
      if (status === 'connected') outrunRemoval(provider.awareness);
      handlers.state(status, provider.wsUnsuccessfulReconnects);
    });
    provider.on('sync', (synced) => {
      if (synced) handlers.synced();
    });
    provider.on('connection-close', (event) => {
      // without an event it was closed from here
      if (event) handlers.closed(closeReasonOfCode(event.code));
      handlers.state('disconnected', provider.wsUnsuccessfulReconnects + 1);
    });
  }

  /** Used from the next connection on; the running one is renewed over the live socket. */
  useToken(token: string): void {
    this.provider.protocols = protocolsOf(token);
  }

  /** After a close that ended the provider's own tries. */
  reconnect(): void {
    this.provider.connect();
  }

  destroy(): void {
    this.provider.destroy();
    this.awareness.destroy();
  }
}

function protocolsOf(token: string): string[] {
  return [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + token];
}

/**
 * When the last connection ended, the server told everyone "gone" under this entry's next clock; the
 * clock after that one brings the entry back at once instead of with the next 15 s heartbeat.
 */
function outrunRemoval(awareness: Awareness): void {
  for (let step = 0; step < 2; step++) awareness.setLocalState(awareness.getLocalState());
}

/**
 * The provider would send every peer's presence back to the server that it came from; the server
 * takes one entry a connection. So its handler gives way to one that sends our own alone.
 */
function sendOnlyOwnPresence(provider: WebsocketProvider): void {
  const { awareness } = provider;
  awareness.off('update', provider._awarenessUpdateHandler);
  awareness.on('update', ({ added, updated, removed }: AwarenessChange) => {
    const own = awareness.clientID;
    if (![...added, ...updated, ...removed].includes(own) || !provider.wsconnected) return;
    const encoder = createEncoder();
    writeVarUint(encoder, messageAwareness);
    writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [own]));
    provider.ws?.send(toUint8Array(encoder));
  });
}

/** Yjs tells of changes only; this tells of everything that the server sends, what we knew already too. */
function reportUpdates({ messageHandlers }: WebsocketProvider, report: SyncHandlers['received']): void {
  const apply = messageHandlers[messageSync];
  messageHandlers[messageSync] = (encoder, decoder, ...rest) => {
    const copy = clone(decoder);
    apply?.(encoder, decoder, ...rest);
    if (readVarUint(copy) !== messageYjsSyncStep1) report(readVarUint8Array(copy));
  };
}
