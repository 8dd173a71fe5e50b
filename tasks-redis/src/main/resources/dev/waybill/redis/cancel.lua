-- id; answers with the task after that
local id = ARGV[1]
local t = key('t', id)
local f = call('HMGET', t, 'status', 'worker', 'until')
if not f[1] then
  return elsewhere(id)
end
if not ended(f[1]) then
  if f[2] and tonumber(f[3]) > now then
    call('HSET', t, 'cancel', 1)
    call('SADD', key('cancel', f[2]), id)
  else
    finish(id, 'cancelled')
  end
end
return {1, row(id)}
