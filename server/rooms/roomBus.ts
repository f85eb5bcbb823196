import type { z } from 'zod';

/** A kind of message between servers; what does not fit its schema is not heard. */
export interface Topic<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

/** Other servers that have a room open, as they come and go. */
export interface PeerListener {
  /** It is new here, or may have missed what was said: tell it what it should know. */
  came(server: string): void;
  /** It let the room go, or died: what it said of its people holds no more. */
  gone(server: string): void;
}

/** What the servers that have one room open tell each other. Messages may be lost while Redis is away. */
export interface RoomChannel {
  /** other servers that have the room open, as far as is known */
  readonly peers: number;
  /** resolves when what the others say is heard, or Redis is away */
  readonly heard: Promise<void>;
  /** To every other server that has the room open. */
  send<T>(topic: Topic<T>, message: T): void;
  /** @param listener `from`: the server's id */
  on<T>(topic: Topic<T>, listener: (message: T, from: string) => void): void;
  onPeer(listener: PeerListener): void;
  /** Makes this server known to the others, who then say what holds there. Not before everybody listens: it is said once. */
  greet(): void;
  close(): void;
}

/** The one way in which what concerns a whole room gets to all servers. */
export interface RoomBus {
  /** This server among the others. */
  readonly server: string;
  open(room: string): RoomChannel;
  /** To every other server that has the room open, whether or not this one has. */
  send<T>(room: string, topic: Topic<T>, message: T): void;
  close(): Promise<void>;
}

const ALONE: RoomChannel = {
  peers: 0,
  heard: Promise.resolve(),
  send: () => {},
  on: () => {},
  onPeer: () => {},
  greet: () => {},
  close: () => {},
};

/** There is no other server: whatever is said, nobody needs to hear it. */
export const soloBus: RoomBus = {
  server: 'alone',
  open: () => ALONE,
  send: () => {},
  close: async () => {},
};
