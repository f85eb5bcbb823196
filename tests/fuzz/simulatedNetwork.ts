import type { Random } from './random.ts';

/** Close code of a socket that broke without a word (RFC 6455, section 7.1.5). */
const ABNORMAL = 1006;

export type Frame =
  /** the client asks to be let in with these sub-protocols */
  | { type: 'connect'; protocols: string[] }
  | { type: 'open' }
  | { type: 'message'; bytes: Uint8Array }
  | { type: 'stored'; stateVector: Uint8Array }
  | { type: 'close'; code: number };

/** What happens to a message, besides being delivered. 0…1 */
export interface Faults {
  drop: number;
  duplicate: number;
  reorder: number;
}

export const NO_FAULTS: Faults = { drop: 0, duplicate: 0, reorder: 0 };

/** One direction of a connection: frames arrive when the simulation says so. */
export class Pipe {
  #frames: Frame[] = [];
  #receive: ((frame: Frame) => void | Promise<void>) | null;

  constructor(receive: (frame: Frame) => void | Promise<void>) {
    this.#receive = receive;
  }

  get waiting(): number {
    return this.#receive ? this.#frames.length : 0;
  }

  send(frame: Frame): void {
    if (this.#receive) this.#frames.push(frame);
  }

  /** Delivers one frame, or what the faults make of it. */
  async deliver(random: Random, faults: Faults): Promise<void> {
    const frame = this.#take(random, faults);
    if (!frame || !this.#receive) return;
    if (frame.type === 'message') {
      if (random.chance(faults.drop)) return;
      if (random.chance(faults.duplicate)) this.#frames.unshift(frame);
    }
    await this.#receive(frame);
  }

  /** The connection breaks: of what is under way only a part arrives, and then the break is noticed. */
  break(random: Random): void {
    this.#frames.length = random.int(this.#frames.length + 1);
    this.send({ type: 'close', code: ABNORMAL });
  }

  /** Nobody listens at its end any more. */
  end(): void {
    this.#receive = null;
    this.#frames = [];
  }

  /** Only messages overtake each other: a connection's begin and end have their place. */
  #take(random: Random, { reorder }: Faults): Frame | undefined {
    const movable = this.#frames.findIndex(({ type }) => type !== 'message');
    const messages = movable === -1 ? this.#frames.length : movable;
    const at = messages > 1 && random.chance(reorder) ? random.int(messages) : 0;
    return this.#frames.splice(at, 1)[0];
  }
}

/** One page's way to the server: the document's WebSocket, and the live socket as far as it tells what is saved. */
export class Link {
  readonly toServer: Pipe;
  readonly toClient: Pipe;
  readonly live: Pipe;

  constructor(
    onServer: (frame: Frame, link: Link) => void | Promise<void>,
    onClient: (frame: Frame) => void,
    onLive: (frame: Frame) => void,
  ) {
    this.toServer = new Pipe((frame) => onServer(frame, this));
    this.toClient = new Pipe(onClient);
    this.live = new Pipe(onLive);
  }

  get pipes(): Pipe[] {
    return [this.toServer, this.toClient, this.live];
  }

  break(random: Random): void {
    for (const pipe of this.pipes) pipe.break(random);
  }
}
