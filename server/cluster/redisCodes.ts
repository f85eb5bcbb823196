import { type CodedLink, codedLinkSchema, type GrantedCode } from '../../shared/api.ts';
import { JOIN_CODE_TTL_MS, MAX_JOIN_CODES } from '../../shared/limits.ts';
import { type CodeBook, linkKey, newCode, tooManyCodes } from '../rooms/joinCodes.ts';
import { type RandomBytes, systemRandom } from '../rooms/secrets.ts';
import { sha256 } from '../sessionLog/chain.ts';
import type { RedisLink } from './redisLink.ts';

const CODE = 'limn:code:';
const CODE_OF_LINK = 'limn:codeOfLink:';
/** Sorted set: codes by when they end. */
const CODES = 'limn:codes';

/**
 * KEYS codes codeOfLink · ARGV prefix newCode link ttl most → {code, ms since the Unix epoch when it ends}; 0 the new code is
 * taken; -1 there are too many
 */
const GRANT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local code = redis.call('GET', KEYS[2])
if not code then
  if redis.call('EXISTS', ARGV[1] .. ARGV[2]) == 1 then return 0 end
  if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[5]) then return -1 end
  code = ARGV[2]
end
redis.call('SET', ARGV[1] .. code, ARGV[3], 'PX', ARGV[4])
redis.call('SET', KEYS[2], code, 'PX', ARGV[4])
redis.call('ZADD', KEYS[1], now + ARGV[4], code)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { code, tostring(now + ARGV[4]) }`;

/** Spoken codes that every server knows. */
export class RedisCodes implements CodeBook {
  readonly #link: RedisLink;
  readonly #random: RandomBytes;

  constructor(link: RedisLink, random: RandomBytes = systemRandom) {
    this.#link = link;
    this.#random = random;
  }

  async grant(link: CodedLink): Promise<GrantedCode> {
    for (;;) {
      const reply = await this.#link.run(
        GRANT,
        [CODES, CODE_OF_LINK + sha256(linkKey(link))],
        [CODE, newCode(this.#random), JSON.stringify(link), String(JOIN_CODE_TTL_MS), String(MAX_JOIN_CODES)],
      );
      if (reply === -1) throw tooManyCodes();
      if (reply === 0) continue;
      const [code, expiresAt] = (reply as Buffer[]).map(String) as [string, string];
      return { code, expiresAt: Number(expiresAt) };
    }
  }

  async find(code: string): Promise<CodedLink | null> {
    const bytes = (await this.#link.command('GET', CODE + code)) as Buffer | null;
    return bytes && codedLinkSchema.parse(JSON.parse(String(bytes)));
  }
}
