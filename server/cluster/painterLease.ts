import { PAINTER_LEASE_MS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { PaintedRoom, Painter, Painters } from '../portraits/painters.ts';
import { keysOf } from './keys.ts';
import type { RedisLink } from './redisLink.ts';

/** ms between two renewals; a lease outlives three that fail. */
const RENEW_MS = PAINTER_LEASE_MS / 4;

/** KEYS a lease a room · ARGV server leaseMs → 1 for each that is the server's now, else 0 */
const CLAIM = `
local held = {}
for i, key in ipairs(KEYS) do
  local holder = redis.call('GET', key)
  if not holder or holder == ARGV[1] then
    redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
    held[i] = 1
  else
    held[i] = 0
  end
end
return held`;

/** KEYS lease · ARGV server */
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1`;

class Seat implements Painter {
  /** ms since the Unix epoch */
  heldUntil = 0;
  constructor(
    readonly id: string,
    readonly room: PaintedRoom,
    private readonly now: () => number,
    readonly onWatch: () => void,
    readonly onClose: () => void,
  ) {}

  get leads(): boolean {
    return this.heldUntil > this.now();
  }

  watch(): void {
    if (!this.leads) this.onWatch();
  }

  close(): void {
    this.onClose();
  }
}

/** Of the servers that show a room one asks for its portraits: who holds the lease. It goes on to another when that one is gone. */
export class PainterLease implements Painters {
  readonly #server: string;
  readonly #link: RedisLink;
  readonly #clock: Clock;
  readonly #seats = new Set<Seat>();
  #cancel = () => {};
  #closed = false;

  constructor(server: string, link: RedisLink, clock: Clock) {
    this.#server = server;
    this.#link = link;
    this.#clock = clock;
    void this.#renew();
  }

  join(id: string, room: PaintedRoom): Painter {
    const seat: Seat = new Seat(
      id,
      room,
      this.#clock.now,
      () => void this.#claim([seat]),
      () => {
        this.#seats.delete(seat);
        this.#release(seat);
      },
    );
    this.#seats.add(seat);
    return seat;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async #renew(): Promise<void> {
    for (const seat of this.#seats) if (seat.heldUntil > 0 && !seat.room.watched) this.#release(seat);
    await this.#claim([...this.#seats]);
    if (this.#closed) return;
    this.#cancel = this.#clock.after(RENEW_MS, () => void this.#renew());
  }

  async #claim(seats: Seat[]): Promise<void> {
    const watched = seats.filter(({ room }) => room.watched);
    if (watched.length === 0) return;
    const before = watched.map(({ leads }) => leads);
    const until = this.#clock.now() + PAINTER_LEASE_MS;
    try {
      const keys = watched.map(({ id }) => keysOf(id).painter);
      const held = (await this.#link.run(CLAIM, keys, [this.#server, String(PAINTER_LEASE_MS)])) as number[];
      for (const [i, seat] of watched.entries()) {
        if (!this.#seats.has(seat)) continue;
        seat.heldUntil = held[i] === 1 ? until : 0;
        if (seat.leads && !before[i]) seat.room.onLead();
      }
    } catch {
      // Redis is away: what is held runs out.
    }
  }

  #release(seat: Seat): void {
    if (seat.heldUntil === 0) return;
    seat.heldUntil = 0;
    this.#link.run(RELEASE, [keysOf(seat.id).painter], [this.#server]).catch(() => {});
  }
}
