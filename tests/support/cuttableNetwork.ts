import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The way from one device to a server, which can be cut and mended: what a phone has while it sleeps, or in a lift. */
export class CuttableNetwork {
  private readonly open = new Set<Socket>();
  private whole = true;

  private constructor(private readonly server: Server) {}

  /** @param port of the server behind it */
  static async to(port: number): Promise<CuttableNetwork> {
    const server = createServer();
    const network = new CuttableNetwork(server);
    server.on('connection', (near) => network.join(near, port));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Every connection breaks, and none comes about until it is mended. */
  cut(): void {
    this.whole = false;
    for (const socket of this.open) socket.destroy();
  }

  mend(): void {
    this.whole = true;
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private join(near: Socket, port: number): void {
    if (!this.whole) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.open.add(socket);
      socket.on('close', () => {
        this.open.delete(socket);
        other.destroy();
      });
      // a cut line is told by its end
      socket.on('error', () => {});
      socket.pipe(other);
    }
  }
}
