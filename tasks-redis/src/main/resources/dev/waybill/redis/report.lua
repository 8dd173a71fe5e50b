-- id, message, then worker and token when only the holder may
local id = ARGV[1]
local status = call('HGET', key('t', id), 'status')
if not status then
  return elsewhere(id)
end
if ended(status) or (ARGV[3] and not held(id, ARGV[3], ARGV[4])) then
  return {0}
end
call('HSET', key('t', id), 'message', ARGV[2], 'updated', now)
return {1}
