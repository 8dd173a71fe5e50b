-- id, then keys and answers; answers with the keys that were open
local id = ARGV[1]
local t = key('t', id)
local status = call('HGET', t, 'status')
if not status then
  return elsewhere(id)
end
local taken = {1}
if status ~= 'input_required' then
  return taken
end
for i = 2, #ARGV, 2 do
  if call('HDEL', key('q', id), ARGV[i]) == 1 then
    call('LREM', key('qo', id), 1, ARGV[i])
    journal(id, ARGV[i], ARGV[i + 1])
    taken[#taken + 1] = ARGV[i]
  end
end
if #taken > 1 then
  call('HSET', t, 'updated', now)
  if call('EXISTS', key('q', id)) == 0 then
    unqueue(id)
    become(id, 'working')
    call('HSET', t, 'due', now)
    enqueue(id)
  end
end
return taken
