-- id, worker, token, delay, whether there is a message, message, whether it failed
local id = ARGV[1]
local t = key('t', id)
if not held(id, ARGV[2], ARGV[3]) then
  return elsewhere(id)
end
call('HINCRBY', t, 'attempts', ARGV[7])
if ARGV[5] == '1' then
  call('HSET', t, 'message', ARGV[6])
end
local f = call('HMGET', t, 'created', 'deadline', 'cancel')
local due = now + ARGV[4]
if f[2] then
  due = math.min(due, f[1] + f[2])
end
call('HSET', t, 'due', due, 'updated', now)
if f[3] then
  finish(id, 'cancelled')
else
  unqueue(id)
  release(id)
  enqueue(id)
end
return {1}
