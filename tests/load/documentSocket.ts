import { once } from 'node:events';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

const SYNC = 0;
const AWARENESS = 1;
const HOCUSPOCUS_AUTH = 2;
const [STEP_1, STEP_2, UPDATE] = [0, 1, 2];

export interface DocumentTarget {
  url: string;
  protocols: string[];
  headers: Record<string, string>;
  /** Hocuspocus puts the document's name before every message, and wants to be greeted */
  documentName?: string;
}

/**
 * A Yjs client as light as can be, so that a machine can play hundreds: every document is real, presence is
 * decoded only where somebody listens.
 */
export class DocumentSocket {
  readonly doc = new Y.Doc();
  onPresence: ((state: unknown) => void) | null = null;
  /** called with what the server told of the document, after it was applied */
  onUpdate: (() => void) | null = null;
  synced = false;
  closeCode: number | null = null;
  #clock = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly target: DocumentTarget,
  ) {
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: Buffer) => this.#receive(new Uint8Array(data)));
    socket.on('error', () => {});
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#send(SYNC, UPDATE, update);
    });
  }

  static async open(target: DocumentTarget): Promise<DocumentSocket> {
    const socket = new WebSocket(target.url, target.protocols, {
      headers: target.headers,
      perMessageDeflate: false,
    });
    const client = new DocumentSocket(socket, target);
    await once(socket, 'open');
    if (target.documentName !== undefined) client.#greet();
    client.#send(SYNC, STEP_1, Y.encodeStateVector(client.doc));
    return client;
  }

  sendPresence(state: object): void {
    const entry = encoding.createEncoder();
    encoding.writeVarUint(entry, 1);
    encoding.writeVarUint(entry, this.doc.clientID);
    encoding.writeVarUint(entry, ++this.#clock);
    encoding.writeVarString(entry, JSON.stringify(state));
    const encoder = this.#start(AWARENESS);
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(entry));
    this.socket.send(encoding.toUint8Array(encoder));
  }

  close(): void {
    this.socket.terminate();
  }

  #start(type: number): encoding.Encoder {
    const encoder = encoding.createEncoder();
    if (this.target.documentName !== undefined) encoding.writeVarString(encoder, this.target.documentName);
    encoding.writeVarUint(encoder, type);
    return encoder;
  }

  #greet(): void {
    const encoder = this.#start(HOCUSPOCUS_AUTH);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, 'load');
    this.socket.send(encoding.toUint8Array(encoder));
  }

  #send(type: number, step: number, payload: Uint8Array): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const encoder = this.#start(type);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, payload);
    this.socket.send(encoding.toUint8Array(encoder));
  }

  #receive(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes);
    if (this.target.documentName !== undefined) decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    // Hocuspocus answers a first step with a message type of its own.
    if (type === SYNC || type === 4) this.#receiveSync(decoder);
    if (type === AWARENESS && this.onPresence) this.#receivePresence(decoder);
  }

  #receiveSync(decoder: decoding.Decoder): void {
    const step = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder);
    if (step === STEP_1) {
      this.#send(SYNC, STEP_2, Y.encodeStateAsUpdate(this.doc, payload));
      return;
    }
    Y.applyUpdate(this.doc, payload, this);
    if (step === STEP_2) this.synced = true;
    this.onUpdate?.();
  }

  #receivePresence(outer: decoding.Decoder): void {
    const decoder = decoding.createDecoder(decoding.readVarUint8Array(outer));
    for (let n = decoding.readVarUint(decoder); n > 0; n--) {
      decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
      this.onPresence?.(JSON.parse(decoding.readVarString(decoder)));
    }
  }
}
