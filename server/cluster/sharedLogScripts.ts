/** What happens to a session log that several servers write, as Lua: each is done as a whole, so the chain never forks. */

/**
 * Puts lines at the end, if the end is still the one that the writer has read.
 *
 * KEYS meta session people gone servers · ARGV lines and digest of the end that the writer knows, digest of the new end, sequence of
 * the change that the lines tell of (0: of none), sequence up to which changes must have their lines ('': any), `come`, `go` or '',
 * subject, server, news, then the lines
 * → `written`, and told to all: how many lines there are, up to which sequence changes have theirs; `needless` somebody else did; `behind` the end is another one; `ahead` other changes have their lines already;
 * `gone` the room was deleted; `away` Redis has forgotten the room
 */
export const WRITE_LINES = `
if redis.call('HEXISTS', KEYS[1], 'record') == 0 then
  if redis.call('EXISTS', KEYS[4]) == 1 then return 'gone' end
  return 'away'
end
local logged = tonumber(redis.call('HGET', KEYS[1], 'logged') or '0')
local sequence = tonumber(ARGV[4])
if sequence > 0 and logged >= sequence then return 'needless' end
if ARGV[5] ~= '' and logged ~= tonumber(ARGV[5]) then return 'ahead' end
local field = ARGV[7] .. ' ' .. ARGV[8]
local here = redis.call('HEXISTS', KEYS[3], field) == 1
local elsewhere = false
if ARGV[6] ~= '' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  for _, other in ipairs(redis.call('HKEYS', KEYS[3])) do
    local subject, server = string.match(other, '^(%S+) (%S+)$')
    if subject == ARGV[7] and server ~= ARGV[8] then
      local life = redis.call('ZSCORE', KEYS[5], server)
      if life and tonumber(life) > now then elsewhere = true end
    end
  end
end
if ARGV[6] == 'come' and (here or elsewhere) then
  redis.call('HSET', KEYS[3], field, 1)
  return 'needless'
end
if ARGV[6] == 'go' and (elsewhere or not here) then
  redis.call('HDEL', KEYS[3], field)
  return 'needless'
end
if redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[1]) or redis.call('HGET', KEYS[1], 'logHead') ~= (ARGV[1] ~= '0' and ARGV[2]) then
  return 'behind'
end
for i = 10, #ARGV, 1000 do
  redis.call('RPUSH', KEYS[2], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
if #ARGV >= 10 then redis.call('HSET', KEYS[1], 'logHead', ARGV[3]) end
if sequence > 0 then redis.call('HSET', KEYS[1], 'logged', sequence) end
if ARGV[6] == 'come' then redis.call('HSET', KEYS[3], field, 1) end
if ARGV[6] == 'go' then redis.call('HDEL', KEYS[3], field) end
redis.call('PUBLISH', ARGV[9], redis.call('LLEN', KEYS[2]) .. ' ' .. math.max(logged, sequence))
return 'written'`;

/**
 * KEYS meta session · ARGV lines that are known, at most so many
 * → {how many there are, digest of the last one, the next ones, sequence up to which changes have their lines, closing}
 */
export const READ_LINES = `
return {
  redis.call('LLEN', KEYS[2]),
  redis.call('HGET', KEYS[1], 'logHead') or '',
  redis.call('LRANGE', KEYS[2], ARGV[1], ARGV[1] + ARGV[2] - 1),
  redis.call('HGET', KEYS[1], 'logged') or '0',
  redis.call('HEXISTS', KEYS[1], 'closing'),
}`;

/** No change is appended from now on. KEYS meta → sequence of the last one; -1 the room is not there */
export const SEAL = `
if redis.call('HEXISTS', KEYS[1], 'record') == 0 then return -1 end
redis.call('HSET', KEYS[1], 'closing', 1)
return tonumber(redis.call('HGET', KEYS[1], 'sequence') or '0')`;

/** People of servers that are gone, and of one that asks. KEYS people servers · ARGV server → fields of people */
export const STALE_PEOPLE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stale = {}
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local server = string.match(field, ' (%S+)$')
  local life = redis.call('ZSCORE', KEYS[2], server)
  if server == ARGV[1] or not life or tonumber(life) <= now then stale[#stale + 1] = field end
end
return stale`;
