-- Tells whoever listens a piece of text, unless a later attempt holds the run. Stores nothing.
-- KEYS: fence hash, channel. ARGV: epoch, text. Answers 1, or 0 when fenced.
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or '-1') > tonumber(ARGV[1]) then
  return 0
end
redis.call('SPUBLISH', KEYS[2], ARGV[2])
return 1
