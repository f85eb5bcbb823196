/**
 * What happens to a room's changes, as Lua: Redis runs each as a whole, so the order of changes, their count and the
 * snapshot never contradict each other.
 */

/**
 * KEYS meta changes writers compaction · ARGV writer ttl news room known compactAfterUpdates compactAfterBytes
 * firstCounter, then a record for each change
 * → sequence of the last change; -1 the room is not there; -2 Redis forgot changes that the writer knows of; -3 its session is being
 * closed
 * `known`: the writer has read up to there.
 */
export const APPEND = `
if redis.call('HEXISTS', KEYS[1], 'record') == 0 then return -1 end
local sequence = tonumber(redis.call('HGET', KEYS[1], 'sequence') or '0')
if sequence < tonumber(ARGV[5]) then return -2 end
if redis.call('HEXISTS', KEYS[1], 'closing') == 1 then return -3 end
local counter = tonumber(ARGV[8])
local last = tonumber(redis.call('HGET', KEYS[3], ARGV[1]) or '0')
local bytes = 0
for i = 9, #ARGV do
  if counter > last then
    sequence = sequence + 1
    redis.call('XADD', KEYS[2], sequence .. '-0', 'r', ARGV[i], 'w', ARGV[1], 'n', counter)
    bytes = bytes + #ARGV[i]
    last = counter
  end
  counter = counter + 1
end
if bytes == 0 then return sequence end
redis.call('HSET', KEYS[1], 'sequence', sequence)
redis.call('HSET', KEYS[3], ARGV[1], last)
redis.call('PEXPIRE', KEYS[3], ARGV[2])
local tail = redis.call('HINCRBY', KEYS[1], 'bytes', bytes)
local snapshot = tonumber(redis.call('HGET', KEYS[1], 'snapshot') or '0')
if redis.call('HEXISTS', KEYS[1], 'asked') == 0
  and (sequence - snapshot >= tonumber(ARGV[6]) or tail >= tonumber(ARGV[7])) then
  redis.call('HSET', KEYS[1], 'asked', sequence)
  redis.call('XADD', KEYS[4], '*', 'room', ARGV[4])
end
redis.call('PUBLISH', ARGV[3], sequence)
return sequence`;

/**
 * Puts back what Redis forgot: the next change has a sequence beyond all that the writer knows of.
 * KEYS meta changes gone visits · ARGV roomRecord known change writer news room now
 * → sequence; -1 the room was deleted
 */
export const HEAL = `
if redis.call('EXISTS', KEYS[3]) == 1 then return -1 end
if redis.call('HSETNX', KEYS[1], 'record', ARGV[1]) == 1 then redis.call('ZADD', KEYS[4], ARGV[7], ARGV[6]) end
local sequence = math.max(tonumber(redis.call('HGET', KEYS[1], 'sequence') or '0'), tonumber(ARGV[2])) + 1
redis.call('XADD', KEYS[2], sequence .. '-0', 'r', ARGV[3], 'w', ARGV[4], 'n', 0)
redis.call('HSET', KEYS[1], 'sequence', sequence)
redis.call('PUBLISH', ARGV[5], sequence)
return sequence`;

/**
 * KEYS meta changes snapshotKey · ARGV sequence, snapshot ('' where it lies elsewhere)
 * → 1 taken, 0 a newer one is there or the room is gone. Changes after the snapshot stay.
 */
export const COMPACT = `
if redis.call('HEXISTS', KEYS[1], 'record') == 0 then return 0 end
redis.call('HDEL', KEYS[1], 'asked')
if tonumber(redis.call('HGET', KEYS[1], 'snapshot') or '-1') >= tonumber(ARGV[1]) then return 0 end
if ARGV[2] ~= '' then redis.call('SET', KEYS[3], ARGV[2]) end
redis.call('HSET', KEYS[1], 'snapshot', ARGV[1], 'bytes', 0)
if tonumber(redis.call('HGET', KEYS[1], 'sequence') or '0') < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'sequence', ARGV[1])
end
redis.call('XTRIM', KEYS[2], 'MINID', (tonumber(ARGV[1]) + 1) .. '-0')
return 1`;

/** KEYS meta gone visits, then all others · ARGV room tombstoneTtl */
export const DELETE = `
redis.call('SET', KEYS[2], 1, 'PX', ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('UNLINK', KEYS[1])
for i = 4, #KEYS do redis.call('UNLINK', KEYS[i]) end
return 1`;

/** KEYS meta visits gone · ARGV record room lastVisitAt */
export const CREATE = `
redis.call('HSET', KEYS[1], 'record', ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
redis.call('DEL', KEYS[3])
return 1`;

/** KEYS meta · ARGV the record that was read, the next one → 1 changed, 0 another was quicker, -1 the room is gone */
export const CHANGE = `
local record = redis.call('HGET', KEYS[1], 'record')
if not record then return -1 end
if record ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'record', ARGV[2])
return 1`;

/** KEYS meta gone visits, then all others · ARGV room tombstoneTtl time → 1, or 0 where somebody visited the room since */
export const EXPIRE = `
local visit = redis.call('ZSCORE', KEYS[3], ARGV[1])
if visit and tonumber(visit) >= tonumber(ARGV[3]) then return 0 end
${DELETE}`;

/** KEYS key meta · ARGV what the key is written by, its arguments: only while the room is there */
export const WRITE_IF_THERE = `
if redis.call('HEXISTS', KEYS[2], 'record') == 0 then return 0 end
redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
return 1`;

/**
 * KEYS meta snapshot changes writers · ARGV writer → {sequence of the snapshot, snapshot, changes, number of the writer's
 * last change that is in them}; '' for what is not there
 */
export const LOAD = `
return {
  redis.call('HGET', KEYS[1], 'snapshot') or '',
  redis.call('GET', KEYS[2]) or '',
  redis.call('XRANGE', KEYS[3], '-', '+'),
  redis.call('HGET', KEYS[4], ARGV[1]) or '',
}`;
