/**
 * The queue's steps as Lua: Redis runs each as a whole, so a room's slot is never half changed. Times
 * are Redis' own, so that machines need not agree on theirs.
 *
 * slot (hash a room): generation, job, attempts; while leased also lease (the holder's token),
 * leasedGeneration, since (its place in the line), and waitingSince where a newer wish came meanwhile.
 */

const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS slot queue · ARGV room generation job ttl wakeChannel → 1 taken, 0 an even newer wish is there */
export const SUBMIT = `${NOW}
local known = tonumber(redis.call('HGET', KEYS[1], 'generation') or '-1')
if tonumber(ARGV[2]) < known then return 0 end
redis.call('HSET', KEYS[1], 'generation', ARGV[2], 'job', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if redis.call('HEXISTS', KEYS[1], 'lease') == 1 then
  redis.call('HSETNX', KEYS[1], 'waitingSince', now)
  return 1
end
redis.call('ZADD', KEYS[2], 'NX', now, ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[5], ARGV[1])
return 1`;

/**
 * KEYS queue leases · ARGV slotPrefix resultsPrefix token leaseMs ttl maxAttempts poisonMessage
 * → {room, generation, job} or nil. Leases that ran out go back to their place first; a job that
 * outlived too many workers is given up.
 */
export const CLAIM = `${NOW}
for _, room in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 32)) do
  redis.call('ZREM', KEYS[2], room)
  local slot = ARGV[1] .. room
  if redis.call('EXISTS', slot) == 1 then
    if tonumber(redis.call('HGET', slot, 'attempts') or '0') >= tonumber(ARGV[6]) then
      local failed = { type = 'failed', kind = 'crash', message = ARGV[7] }
      failed.generation = tonumber(redis.call('HGET', slot, 'generation'))
      redis.call('DEL', slot)
      redis.call('PUBLISH', ARGV[2] .. room, cjson.encode(failed))
    else
      redis.call('ZADD', KEYS[1], redis.call('HGET', slot, 'since') or now, room)
      redis.call('HDEL', slot, 'lease', 'leasedGeneration', 'waitingSince')
    end
  end
end
while true do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  local room = first[1]
  if not room then return nil end
  redis.call('ZREM', KEYS[1], room)
  local slot = ARGV[1] .. room
  local generation = redis.call('HGET', slot, 'generation')
  if generation then
    redis.call('HINCRBY', slot, 'attempts', 1)
    redis.call('HSET', slot, 'lease', ARGV[3], 'leasedGeneration', generation, 'since', first[2])
    redis.call('PEXPIRE', slot, ARGV[5])
    redis.call('ZADD', KEYS[2], now + ARGV[4], room)
    redis.call('PEXPIRE', KEYS[2], ARGV[5])
    redis.call('PUBLISH', ARGV[2] .. room, '{"type":"started","generation":' .. generation .. '}')
    return { room, generation, redis.call('HGET', slot, 'job') }
  end
end`;

/** KEYS slot leases · ARGV room token leaseMs → 1 renewed, 0 the lease is lost */
export const RENEW = `${NOW}
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
return 1`;

/** KEYS slot · ARGV token resultsChannel message → 1 said, 0 the lease is lost */
export const SAY = `
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then return 0 end
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`;

/** KEYS slot leases queue · ARGV room token resultsChannel message wakeChannel → 1 said, 0 the lease is lost */
export const FINISH = `${NOW}
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[3], ARGV[4])
local generation = redis.call('HGET', KEYS[1], 'generation')
if generation == redis.call('HGET', KEYS[1], 'leasedGeneration') then
  redis.call('DEL', KEYS[1])
  return 1
end
redis.call('ZADD', KEYS[3], redis.call('HGET', KEYS[1], 'waitingSince') or now, ARGV[1])
redis.call('HDEL', KEYS[1], 'lease', 'leasedGeneration', 'since', 'waitingSince', 'attempts')
redis.call('PUBLISH', ARGV[5], ARGV[1])
return 1`;

/** KEYS members · ARGV member ttl; '' as member only asks → the living members */
export const MEMBERS = `${NOW}
if ARGV[1] ~= '' then redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], 60000)
return redis.call('ZRANGE', KEYS[1], 0, -1)`;
