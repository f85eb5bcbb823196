import { isIPv6 } from 'node:net';
import { type Rate, TokenBucket } from './tokenBucket.ts';

/** Addresses remembered at once; beyond it the longest unseen is forgotten, so memory is bounded. */
const MAX_ADDRESSES = 10_000;

/** What each address may do, or what may be done in each room: of a server that is alone, or of several together. */
export interface AddressLimits {
  take(address: string, cost?: number): boolean | Promise<boolean>;
  /** Takes into debt: `take` says no until that is paid. */
  charge(address: string, cost: number): void | Promise<void>;
}

/** One token bucket an address, in a map that cannot grow without end. */
export class AddressLimiter implements AddressLimits {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #maxAddresses: number;

  constructor(rate: Rate, now: () => number, maxAddresses = MAX_ADDRESSES) {
    this.#rate = rate;
    this.#now = now;
    this.#maxAddresses = maxAddresses;
  }

  take(address: string, cost = 1): boolean {
    return this.#bucketOf(address).take(cost);
  }

  charge(address: string, cost: number): void {
    this.#bucketOf(address).charge(cost);
  }

  #bucketOf(address: string): TokenBucket {
    const key = addressKey(address);
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#rate, this.#now);
    // Re-inserting keeps the map in order of last use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#maxAddresses) {
      const oldest = this.#buckets.keys().next();
      if (!oldest.done) this.#buckets.delete(oldest.value);
    }
    return bucket;
  }

  get size(): number {
    return this.#buckets.size;
  }
}

/** An IPv6 customer holds a whole /64, so that is one address here. */
export function addressKey(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) {
    const rest = tail.split(':').filter(Boolean);
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return groups.slice(0, 4).join(':');
}
