import type { Frame, Link } from './simulatedNetwork.ts';

/** A browser's WebSocket, as much of it as y-websocket uses, on a link of the simulation. */
export class SimulatedSocket {
  static readonly OPEN = 1;
  /** opens a link for a new socket; null where the server cannot be reached */
  static dial: (protocols: string[], onFrame: (frame: Frame) => void) => Link | null = () => null;

  readonly OPEN = SimulatedSocket.OPEN;
  readyState = 0;
  binaryType = 'blob';
  onopen: ((event: object) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  readonly #link: Link | null;

  constructor(_url: string, protocols: string[]) {
    this.#link = SimulatedSocket.dial(protocols, (frame) => this.#receive(frame));
    if (this.#link) this.#link.toServer.send({ type: 'connect', protocols });
    else queueMicrotask(() => this.#receive({ type: 'close', code: 1006 }));
  }

  send(bytes: Uint8Array): void {
    this.#link?.toServer.send({ type: 'message', bytes: Uint8Array.from(bytes) });
  }

  close(): void {
    if (this.readyState > SimulatedSocket.OPEN) return;
    this.readyState = 3;
    this.#link?.toServer.send({ type: 'close', code: 1000 });
    this.#link?.toClient.end();
    this.#link?.live.end();
  }

  #receive(frame: Frame): void {
    if (frame.type === 'open') {
      this.readyState = SimulatedSocket.OPEN;
      this.onopen?.({});
    }
    if (frame.type === 'message') this.onmessage?.({ data: Uint8Array.from(frame.bytes).buffer });
    if (frame.type === 'close') {
      this.close();
      this.onclose?.({ code: frame.code, reason: '' });
    }
  }
}
