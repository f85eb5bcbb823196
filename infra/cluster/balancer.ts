import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { isOk } from './waitFor.ts';

/** ms between two looks at how a server is, as in `compose/Caddyfile` */
const HEALTH_MS = 2_000;
/** Figures and probes are not for everyone. */
const INSIDE = /^\/(metrics|readyz|healthz)(\?|$)/;

/** The proxy of a local cluster: what `compose/Caddyfile` says, without TLS. */
export class Balancer {
  readonly #ports: readonly number[];
  readonly #healthy: Set<number>;
  readonly #server: Server;
  readonly #health: NodeJS.Timeout;

  /** @param ports the servers', on loopback */
  constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#healthy = new Set(ports);
    this.#server = createServer((incoming, response) => void this.#pass(incoming, response));
    this.#server.on(
      'upgrade',
      (incoming, socket, head) => void this.#upgrade(incoming, socket as Socket, head),
    );
    this.#health = setInterval(() => void this.#look(), HEALTH_MS);
  }

  /** @returns the port */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  close(): void {
    clearInterval(this.#health);
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #look(): Promise<void> {
    for (const port of this.#ports) {
      if (await isOk(port, '/healthz')) this.#healthy.add(port);
      else this.#healthy.delete(port);
    }
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const socket = INSIDE.test(incoming.url ?? '') ? 'inside' : await this.#reach(incoming);
    if (typeof socket === 'string' || !socket) {
      response.writeHead(socket ? 404 : 502).end();
      return;
    }
    const outgoing = request({
      createConnection: () => socket,
      method: incoming.method,
      path: incoming.url,
      headers: { ...headersOf(incoming), connection: 'close' },
    });
    outgoing.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    incoming.pipe(outgoing);
  }

  async #upgrade(incoming: IncomingMessage, client: Socket, head: Buffer): Promise<void> {
    const server = await this.#reach(incoming);
    client.on('error', () => server?.destroy());
    if (!server) {
      client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
      return;
    }
    server.on('error', () => client.destroy());
    server.on('close', () => client.destroy());
    client.on('close', () => server.destroy());
    const lines = Object.entries(headersOf(incoming)).map(([name, value]) => `${name}: ${value}`);
    server.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    server.write(head);
    server.pipe(client).pipe(server);
  }

  /** A connection to the person's server, or to the next one where that is not there. */
  async #reach(incoming: IncomingMessage): Promise<Socket | null> {
    const address = incoming.socket.remoteAddress ?? '';
    const first = [...address].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
    const order = this.#ports.map((_, i) => this.#ports[(first + i) % this.#ports.length] as number);
    const healthy = order.filter((port) => this.#healthy.has(port));
    for (const port of healthy.length > 0 ? healthy : order) {
      const socket = await opened(port);
      if (socket) return socket;
    }
    return null;
  }
}

function opened(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

/** Whose request it is. What the client says of that itself is not believed. */
function headersOf({ headers, socket }: IncomingMessage): Record<string, string | string[]> {
  return {
    ...(headers as Record<string, string>),
    'x-forwarded-for': socket.remoteAddress ?? '',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': headers.host ?? '',
  };
}
