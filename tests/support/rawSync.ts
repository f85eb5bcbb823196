import { once } from 'node:events';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import { SYNC_PATH, SYNC_PROTOCOL, SYNC_TOKEN_PREFIX } from '../../shared/api.ts';
import { type CloseReason, closeReasonOfCode } from '../../shared/closeReasons.ts';
import type { TestServer } from './testServer.ts';

/** `[0, 0]`: an update without structs and deletions. */
const NOTHING = new Uint8Array([0, 0]);

/** A document socket that says whatever it is told to, as an attacker would. */
export class RawSync {
  readonly received: Uint8Array[] = [];
  /** why the server closed it */
  readonly closed: Promise<CloseReason | number>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.received.push(new Uint8Array(data)));
    this.closed = new Promise((resolve) =>
      socket.on('close', (code) => resolve(closeReasonOfCode(code) ?? code)),
    );
  }

  /** @param protocols default: the protocol and the token */
  static async open(
    server: Pick<TestServer, 'origin'>,
    roomId: string,
    token: string,
    { headers = {}, protocols = [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + token] } = {},
  ): Promise<RawSync> {
    const url = `${server.origin.replace('http', 'ws')}${SYNC_PATH}/${roomId}`;
    const raw = new RawSync(new WebSocket(url, protocols, { headers }));
    await once(raw.socket, 'open');
    return raw;
  }

  /** The same, past the first sync: updates are looked at from now on. */
  static async synced(server: Pick<TestServer, 'origin'>, roomId: string, token: string): Promise<RawSync> {
    const raw = await RawSync.open(server, roomId, token);
    raw.step2(NOTHING);
    return raw;
  }

  /** Resolves with null once more than `count` messages have come. */
  async hears(count: number): Promise<null> {
    while (this.received.length <= count) {
      await Promise.race([once(this.socket, 'message'), this.closed]);
      if (this.socket.readyState !== this.socket.OPEN) break;
    }
    return null;
  }

  step2(update: Uint8Array): void {
    this.#sync(1, update);
  }

  update(update: Uint8Array): void {
    this.#sync(2, update);
  }

  awareness(entries: { client: number; clock: number; state: unknown }[]): void {
    const inner = encoding.createEncoder();
    encoding.writeVarUint(inner, entries.length);
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(inner, client);
      encoding.writeVarUint(inner, clock);
      encoding.writeVarString(inner, JSON.stringify(state));
    }
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
    this.socket.send(encoding.toUint8Array(encoder));
  }

  #sync(step: number, payload: Uint8Array): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, payload);
    this.socket.send(encoding.toUint8Array(encoder));
  }
}
