-- Appends events to a run's log and tells whoever listens, unless a later attempt holds the run.
-- KEYS: fence hash, stream, channel. ARGV: epoch, time to live in ms, then for each event its number and its text.
-- Answers 1, or 0 when fenced. Trying again is harmless: what is there already is skipped.
local epoch = tonumber(ARGV[1])
local state = redis.call('HMGET', KEYS[1], 'epoch', 'writer', 'last')
if tonumber(state[1] or '-1') > epoch then
  return 0
end

local last
if state[3] then
  last = tonumber(state[3])
else
  local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
  last = newest[1] and tonumber(string.match(newest[1][1], '^%d+')) or 0
end

-- A new attempt continues after what PostgreSQL has. Events beyond that were the dead attempt's alone and are no
-- part of the log: PostgreSQL has all before them, so the whole stream may go.
if state[2] and tonumber(state[2]) < epoch and ARGV[3] and tonumber(ARGV[3]) <= last then
  redis.call('DEL', KEYS[2])
  last = tonumber(ARGV[3]) - 1
end

for i = 3, #ARGV, 2 do
  local seq = tonumber(ARGV[i])
  if seq > last then
    redis.call('XADD', KEYS[2], ARGV[i] .. '-0', 'm', ARGV[i + 1])
    redis.call('SPUBLISH', KEYS[3], ARGV[i + 1])
    last = seq
  end
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'writer', ARGV[1], 'last', string.format('%d', last))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
