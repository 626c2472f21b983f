-- From now on refuses every writer with a smaller epoch.
-- KEYS: fence hash. ARGV: epoch, time to live in ms. Answers 1, or 0 when the fence stood higher already.
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or '-1') > tonumber(ARGV[1]) then
  return 0
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
