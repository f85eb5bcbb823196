import { type AddressLimits, addressKey } from '../limits/addressLimiter.ts';
import type { Rate } from '../limits/tokenBucket.ts';
import type { RedisLink } from './redisLink.ts';

/**
 * KEYS bucket · ARGV capacity perSecond cost, '1' into debt where it must → 1 taken, 0 not
 * The bucket is forgotten when it is full again.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local capacity, perSecond, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local passed = math.max(0, now - tonumber(known[2] or now))
local tokens = math.min(capacity, tonumber(known[1] or capacity) + passed / 1000 * perSecond)
local taken = 0
if tokens >= cost or ARGV[4] == '1' then
  tokens = tokens - cost
  taken = 1
end
if tokens < capacity then
  redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
  redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) / perSecond * 1000))
end
return taken`;

/** One token bucket an address for all servers together. */
export class SharedLimiter implements AddressLimits {
  readonly #link: RedisLink;
  readonly #name: string;
  readonly #rate: Rate;

  /** @param name of what is limited, for Redis' keys */
  constructor(link: RedisLink, name: string, rate: Rate) {
    this.#link = link;
    this.#name = name;
    this.#rate = rate;
  }

  take(address: string, cost = 1): Promise<boolean> {
    return this.#run(address, cost, '0');
  }

  async charge(address: string, cost: number): Promise<void> {
    await this.#run(address, cost, '1');
  }

  async #run(address: string, cost: number, intoDebt: '0' | '1'): Promise<boolean> {
    const { capacity, perSecond } = this.#rate;
    const key = `limn:limit:${this.#name}:${addressKey(address)}`;
    const args = [capacity, perSecond, cost].map(String);
    return (await this.#link.run(TAKE, [key], [...args, intoDebt])) === 1;
  }
}
