/**
 * The queue's steps as Lua: Redis runs each as a whole, so a room's slot is never half changed. Times
 * are Redis' own, so that machines need not agree on theirs.
 *
 * slot (hash a room): generation, job, weights (those it is to be drawn with), attempts; while leased also lease (the
 * holder's token), leasedGeneration, since (its place in the line), and waitingSince where a newer wish came meanwhile.
 * There is a line for each set of weights: a worker sees only rooms that are to be drawn with its own.
 */

const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS slot queue · ARGV room generation job ttl wakeChannel weights → 1 taken, 0 an even newer wish is there */
export const SUBMIT = `${NOW}
local known = tonumber(redis.call('HGET', KEYS[1], 'generation') or '-1')
if tonumber(ARGV[2]) < known then return 0 end
redis.call('HSET', KEYS[1], 'generation', ARGV[2], 'job', ARGV[3], 'weights', ARGV[6])
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
 * KEYS queue leases beats · ARGV slotPrefix resultsPrefix queuePrefix lastPrefix token leaseMs ttl maxAttempts poisonMessage
 * weights worker warmWaitMs overtakeMs warmMs
 * → {room, generation, job}; ms after which a room may be taken that waits for another worker; nil where none waits.
 * Leases that ran out go back to their place first; a job that outlived too many workers is given up.
 * Of the rooms that came at most overtakeMs after the first the worker takes one that it drew last or that nobody knows; else
 * the first, once that has waited warmWaitMs for its worker.
 */
export const CLAIM = `${NOW}
for _, room in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 32)) do
  redis.call('ZREM', KEYS[2], room)
  local slot = ARGV[1] .. room
  if redis.call('EXISTS', slot) == 1 then
    if tonumber(redis.call('HGET', slot, 'attempts') or '0') >= tonumber(ARGV[8]) then
      local failed = { type = 'failed', kind = 'crash', message = ARGV[9] }
      failed.generation = tonumber(redis.call('HGET', slot, 'generation'))
      redis.call('DEL', slot)
      redis.call('PUBLISH', ARGV[2] .. room, cjson.encode(failed))
    else
      local queue = ARGV[3] .. redis.call('HGET', slot, 'weights')
      redis.call('ZADD', queue, redis.call('HGET', slot, 'since') or now, room)
      redis.call('PEXPIRE', queue, ARGV[7])
      redis.call('HDEL', slot, 'lease', 'leasedGeneration', 'waitingSince')
    end
  end
end
local first, firstSince, taken, takenSince
local offset = 0
while not taken do
  local room, since = unpack(redis.call('ZRANGE', KEYS[1], offset, offset, 'WITHSCORES'))
  if not room then break end
  if redis.call('HGET', ARGV[1] .. room, 'weights') ~= ARGV[10] then
    redis.call('ZREM', KEYS[1], room)
  else
    if not first then first, firstSince = room, since end
    if since - firstSince > tonumber(ARGV[13]) then break end
    local last = redis.call('GET', ARGV[4] .. room)
    if not last or last == ARGV[11] or tonumber(redis.call('ZSCORE', KEYS[3], last) or '0') < now then
      taken, takenSince = room, since
    end
    offset = offset + 1
  end
end
if not first then return nil end
if not taken then
  local wait = firstSince + ARGV[12] - now
  if wait > 0 then return wait end
  taken, takenSince = first, firstSince
end
local slot = ARGV[1] .. taken
local generation = redis.call('HGET', slot, 'generation')
redis.call('ZREM', KEYS[1], taken)
redis.call('HINCRBY', slot, 'attempts', 1)
redis.call('HSET', slot, 'lease', ARGV[5], 'leasedGeneration', generation, 'since', takenSince)
redis.call('PEXPIRE', slot, ARGV[7])
redis.call('ZADD', KEYS[2], now + ARGV[6], taken)
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('SET', ARGV[4] .. taken, ARGV[11], 'PX', ARGV[14])
redis.call('PUBLISH', ARGV[2] .. taken, '{"type":"started","generation":' .. generation .. '}')
return { taken, generation, redis.call('HGET', slot, 'job') }`;

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

/** KEYS slot leases · ARGV room token resultsChannel message wakeChannel queuePrefix ttl → 1 said, 0 the lease is lost */
export const FINISH = `${NOW}
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[3], ARGV[4])
local generation = redis.call('HGET', KEYS[1], 'generation')
if generation == redis.call('HGET', KEYS[1], 'leasedGeneration') then
  redis.call('DEL', KEYS[1])
  return 1
end
local queue = ARGV[6] .. redis.call('HGET', KEYS[1], 'weights')
redis.call('ZADD', queue, redis.call('HGET', KEYS[1], 'waitingSince') or now, ARGV[1])
redis.call('PEXPIRE', queue, ARGV[7])
redis.call('HDEL', KEYS[1], 'lease', 'leasedGeneration', 'since', 'waitingSince', 'attempts')
redis.call('PUBLISH', ARGV[5], ARGV[1])
return 1`;

/** KEYS members beats · ARGV ttl, id and member of whoever is there too → the living members */
export const MEMBERS = `${NOW}
if ARGV[2] then
  redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[3])
  redis.call('ZADD', KEYS[2], now + ARGV[1], ARGV[2])
end
for _, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  redis.call('PEXPIRE', key, 60000)
end
return redis.call('ZRANGE', KEYS[1], 0, -1)`;

/** KEYS queue · ARGV slotPrefix → {rooms that wait, ms that the first of them has} */
export const LINE = `${NOW}
while true do
  local room, since = unpack(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES'))
  if not room then return { 0, 0 } end
  if redis.call('EXISTS', ARGV[1] .. room) == 1 then return { redis.call('ZCARD', KEYS[1]), now - since } end
  redis.call('ZREM', KEYS[1], room)
end`;
