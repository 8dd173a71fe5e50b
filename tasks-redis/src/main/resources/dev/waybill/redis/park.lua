-- id, worker, token, then the questions
local id = ARGV[1]
local t = key('t', id)
if not held(id, ARGV[2], ARGV[3]) then
  return elsewhere(id)
end
if call('HEXISTS', t, 'cancel') == 1 then
  finish(id, 'cancelled')
  return {1}
end
unqueue(id)
release(id)
withdraw_questions(id)
for i = 4, #ARGV, 2 do
  call('HSET', key('q', id), ARGV[i], ARGV[i + 1])
  call('RPUSH', key('qo', id), ARGV[i])
end
become(id, 'input_required')
call('HSET', t, 'updated', now)
local f = call('HMGET', t, 'created', 'deadline')
if f[2] then
  call('ZADD', base .. 'timed', f[1] + f[2], id)
end
return {1}
