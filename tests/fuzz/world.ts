import type { Role } from '../../shared/roles.ts';
import { Random } from './random.ts';
import { SimulatedDisk } from './simulatedDisk.ts';
import { type Faults, Link, NO_FAULTS, type Pipe } from './simulatedNetwork.ts';
import { SimulatedPage } from './simulatedPage.ts';
import { SimulatedServer } from './simulatedServer.ts';
import { SimulatedSocket } from './simulatedSocket.ts';
import { SimulatedTime } from './simulatedTime.ts';

const MAX_PEOPLE = 6;
/** A network that breaks what a WebSocket promises: no such socket exists, and yet nothing may diverge. */
const FOUL: Faults = { drop: 0.03, duplicate: 0.05, reorder: 0.1 };
/** ms of virtual time in which every connection that is going to fail has failed, and come back */
const HEALING_MS = 40_000;
/** ms of virtual time between two rounds of deliveries while everything heals */
const HEALING_STEP_MS = 100;

/** One room, its people, the server, the disk and the network between them, all from one seed. */
export class World {
  readonly random: Random;
  readonly time = new SimulatedTime();
  readonly disk = new SimulatedDisk();
  readonly pages: SimulatedPage[] = [];
  /** ids of all strokes that somebody drew */
  readonly drawn = new Set<string>();
  /** those that somebody took away, or whose update was refused */
  readonly mayBeGone = new Set<string>();
  roomId = '';
  server: SimulatedServer;
  readonly #links = new Map<Link, SimulatedPage>();
  #faults: Faults;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.#faults = this.random.chance(0.5) ? FOUL : NO_FAULTS;
    this.server = this.#startServer();
    SimulatedSocket.dial = (protocols, onFrame) => {
      const page = this.pages.find(({ token }) => protocols.some((name) => name.endsWith(token)));
      if (!page?.online) return null;
      const link: Link = new Link(
        (frame) => this.server.receive(frame, link),
        onFrame,
        (frame) => {
          if (frame.type === 'stored') page.serverStored(frame.stateVector);
        },
      );
      this.#links.set(link, page);
      return link;
    };
  }

  /** Makes the room and opens its people's pages. */
  async begin(): Promise<void> {
    this.roomId = (await this.server.registry.create()).roomId;
    const count = 2 + this.random.int(MAX_PEOPLE - 1);
    for (let i = 0; i < count; i++) {
      const role: Role = i === 0 ? 'owner' : this.random.chance(0.2) ? 'viewer' : 'editor';
      const page = new SimulatedPage(`person0${i}`, role, this);
      this.pages.push(page);
      await page.open();
    }
  }

  async token({ subject, role }: SimulatedPage): Promise<string> {
    const { epoch } = await this.server.registry.describe(this.roomId);
    const person = { room: this.roomId, role, subject, name: subject, colour: '#b91c1c' as const, epoch };
    return (await this.server.issue(person)).token;
  }

  /** Breaks the page's connections: each side notices after a part of what was under way. */
  breakLinks(page: SimulatedPage): void {
    for (const [link, owner] of this.#links) if (owner === page) link.break(this.random);
  }

  /** SIGTERM and a new start. */
  async restart(): Promise<void> {
    await this.server.close(async () => {
      for (let quiet = 0; quiet < 3; quiet++) {
        await this.disk.flush();
        await this.time.settle();
      }
    });
    this.server = this.#startServer();
  }

  /** Power off in the middle of a write, and a new start. */
  async crash(): Promise<void> {
    this.server.crash();
    await this.disk.flush(this.random.int(this.disk.waiting + 1));
    this.disk.crash();
    await this.time.settle();
    for (const link of this.#links.keys()) link.break(this.random);
    this.server = this.#startServer();
  }

  /** Some messages arrive, some writes reach the disk, some time passes. */
  async goOn(maxDeliveries: number, maxMs: number): Promise<void> {
    for (let left = this.random.int(maxDeliveries + 1); left > 0; left--) {
      const pipe = this.random.pick(this.#waitingPipes());
      if (!pipe) break;
      await pipe.deliver(this.random, this.#faults);
      await this.#settle();
    }
    await this.disk.flush(this.random.int(this.disk.waiting + 1));
    await this.time.advance(this.random.int(maxMs));
    await this.#settle();
  }

  /** The network gets well, everybody comes back with a link that draws, and all that is under way arrives. */
  async heal(): Promise<void> {
    this.#faults = NO_FAULTS;
    for (const page of this.pages) {
      page.online = true;
      page.close();
      await page.open(page.role === 'owner' ? 'owner' : 'editor');
    }
    for (let passed = 0; passed < HEALING_MS; passed += HEALING_STEP_MS) {
      await this.disk.flush();
      await this.#settle();
      for (const pipe of this.#waitingPipes()) {
        while (pipe.waiting > 0) {
          await pipe.deliver(this.random, NO_FAULTS);
          await this.#settle();
        }
      }
      await this.time.advance(HEALING_STEP_MS);
      await this.#settle();
    }
  }

  end(): void {
    for (const page of this.pages) page.close();
    this.server.crash();
    this.time.end();
    SimulatedSocket.dial = () => null;
  }

  async #settle(): Promise<void> {
    await this.time.settle();
    for (const page of this.pages) await page.settled;
  }

  #startServer(): SimulatedServer {
    return new SimulatedServer(this.disk, this.time.clock, (length) =>
      Uint8Array.from({ length }, () => this.random.int(256)),
    );
  }

  #waitingPipes(): Pipe[] {
    return [...this.#links.keys()].flatMap(({ pipes }) => pipes.filter(({ waiting }) => waiting > 0));
  }
}
