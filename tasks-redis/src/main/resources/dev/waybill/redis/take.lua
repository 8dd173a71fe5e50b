-- id, worker, lease
local id = ARGV[1]
local status = call('HGET', key('t', id), 'status')
if not status then
  return elsewhere(id)
end
if ended(status) then
  return {0}
end
unqueue(id)
return {1, lease(id, ARGV[2], ARGV[3])}
