-- id
local id = ARGV[1]
local t = key('t', id)
local f = call('HMGET', t, 'status', 'worker', 'due', 'created', 'first_ttl', 'first_deadline')
if not f[1] then
  return elsewhere(id)
end
if f[1] == 'working' then
  if f[2] or tonumber(f[3]) <= now then
    return {0}
  end
elseif f[1] == 'failed' or f[1] == 'cancelled' then
  local age = now - f[4]
  call('HDEL', t, 'outcome', 'message', 'cancel')
  call('HSET', t, 'attempts', 0, 'updated', now)
  if f[6] then
    call('HSET', t, 'deadline', age + f[6])
  end
  lives(id, age + f[5])
  become(id, 'working')
else
  return {0}
end
unqueue(id)
call('HSET', t, 'due', now)
enqueue(id)
return {1}
