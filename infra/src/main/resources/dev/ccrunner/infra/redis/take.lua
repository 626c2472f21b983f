-- Takes tokens of several buckets, of all or of none.
-- KEYS: the buckets, in one slot. ARGV: for each its capacity, the ms in which it fills, and the tokens wanted.
-- Answers 1 or 0, then what each bucket holds now, in thousandths of a token.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local levels = {}
local enough = 1
for i = 1, #KEYS do
  local capacity, window, cost = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local state = redis.call('HMGET', KEYS[i], 'level', 'at')
  local level = capacity
  if state[1] then
    -- The clock of a Redis that took over may be behind.
    local passed = math.max(0, now - tonumber(state[2]))
    level = math.min(capacity, tonumber(state[1]) + passed * capacity / window)
  end
  levels[i] = level
  if level < cost then
    enough = 0
  end
end

local answer = {enough}
for i = 1, #KEYS do
  local window, cost = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  if enough == 1 and cost > 0 then
    levels[i] = levels[i] - cost
    redis.call('HSET', KEYS[i], 'level', string.format('%.6f', levels[i]), 'at', string.format('%.0f', now))
    -- By then it is full, which is what a bucket is that there is not.
    redis.call('PEXPIRE', KEYS[i], window)
  end
  answer[i + 1] = math.floor(levels[i] * 1000)
end
return answer
