import type { PeerListener, RoomBus, RoomChannel, Topic } from '../rooms/roomBus.ts';

interface Member extends RoomChannel {
  server: string;
  room: string;
  hear(topic: string, message: unknown, from: string): void;
  listeners: PeerListener[];
}

/** Buses of several servers in one process; messages arrive at once. */
export class MemoryNetwork {
  readonly #members = new Set<Member>();

  bus(server: string): RoomBus {
    return {
      server,
      open: (room) => this.#open(server, room),
      send: (room, topic, message) => this.#send(server, room, topic, message),
      close: async () => this.kill(server),
    };
  }

  /** The server is gone without a word. */
  kill(server: string): void {
    for (const member of [...this.#members]) if (member.server === server) member.close();
  }

  #open(server: string, room: string): RoomChannel {
    const network = this;
    const listeners: [string, (message: never, from: string) => void][] = [];
    const member: Member = {
      server,
      room,
      listeners: [],
      get peers() {
        return network.#others(server, room).length;
      },
      heard: Promise.resolve(),
      hear: (topic, message, from) => {
        for (const [name, listener] of listeners) if (name === topic) listener(message as never, from);
      },
      send: (topic, message) => this.#send(server, room, topic, message),
      on: (topic, listener) => listeners.push([topic.name, listener]),
      onPeer: (listener) => {
        member.listeners.push(listener);
        for (const other of this.#others(server, room)) listener.came(other.server);
      },
      greet: () => {
        for (const other of this.#others(server, room)) for (const peer of other.listeners) peer.came(server);
      },
      close: () => {
        if (!this.#members.delete(member)) return;
        for (const other of this.#others(server, room)) for (const peer of other.listeners) peer.gone(server);
      },
    };
    this.#members.add(member);
    return member;
  }

  #others(server: string, room: string): Member[] {
    return [...this.#members].filter((other) => other.server !== server && other.room === room);
  }

  #send<T>(server: string, room: string, topic: Topic<T>, message: T): void {
    const parsed = topic.schema.parse(message);
    for (const other of this.#others(server, room)) other.hear(topic.name, parsed, server);
  }
}
