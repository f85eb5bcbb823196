import { once } from 'node:events';
import { WebSocket } from 'ws';
import { LIVE_PATH } from '../../shared/api.ts';
import type { TestServer } from './testServer.ts';

/** A Socket.IO connection written by hand: packets of Engine.IO 4 and Socket.IO 5 as an attacker may bend them. */
export class RawLive {
  readonly received: string[] = [];
  /** the typed reason that the server gave before it closed, or the close code */
  readonly closed: Promise<string | number>;
  #reason: string | null = null;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) this.#hear(String(data));
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => resolve(this.#reason ?? code));
      socket.on('error', () => {});
    });
  }

  /** Past Engine.IO's handshake; the server waits for a CONNECT packet. */
  static async open(
    server: Pick<TestServer, 'origin'>,
    headers: Record<string, string> = {},
  ): Promise<RawLive> {
    const url = `${server.origin.replace('http', 'ws')}${LIVE_PATH}/?EIO=4&transport=websocket`;
    const raw = new RawLive(new WebSocket(url, { headers }));
    await once(raw.socket, 'open');
    return raw;
  }

  /** The same, inside a room. */
  static async joined(server: Pick<TestServer, 'origin'>, token: string): Promise<RawLive> {
    const raw = await RawLive.open(server);
    const joined = new Promise<void>((resolve) => {
      raw.socket.on('message', (data: Buffer) => String(data).startsWith('40') && resolve());
    });
    raw.connect({ token });
    await joined;
    return raw;
  }

  connect(auth: unknown): void {
    this.socket.send(`40${JSON.stringify(auth)}`);
  }

  /** A text packet without attachments. */
  event(...args: unknown[]): void {
    this.socket.send(`42${JSON.stringify(args)}`);
  }

  #hear(text: string): void {
    this.received.push(text);
    if (text === '2') this.socket.send('3');
    const reason = /^4(?:2\["closing",|4).*"reason":"([a-z-]+)"/.exec(text)?.[1];
    if (reason) this.#reason = reason;
    // A refused CONNECT leaves the transport open until its time is up.
    if (text.startsWith('44')) this.socket.close();
  }
}
