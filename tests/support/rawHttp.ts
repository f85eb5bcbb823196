import { connect, type Socket } from 'node:net';
import type { TestServer } from './testServer.ts';

/** A TCP connection that says whatever it is told to. */
export class RawHttp {
  received = '';
  /** all that came back, once the server closed */
  readonly closed: Promise<string>;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.received += text;
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', () => resolve(this.received));
      socket.on('error', () => {});
    });
  }

  static async open(server: Pick<TestServer, 'origin'>): Promise<RawHttp> {
    const raw = new RawHttp(connect(Number(new URL(server.origin).port), '127.0.0.1'));
    await new Promise((resolve) => raw.socket.once('connect', resolve));
    return raw;
  }

  /** Sends lines joined as HTTP does, and waits for the server's close. */
  static async ask(
    server: Pick<TestServer, 'origin'>,
    ...lines: string[]
  ): Promise<{ status: number; text: string }> {
    const raw = await RawHttp.open(server);
    raw.socket.write(lines.join('\r\n'), 'latin1');
    const text = await raw.closed;
    return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
  }
}
