-- id; answers with whether it has an entry under at:
local id = ARGV[1]
local status = call('HGET', key('t', id), 'status')
if not status then
  return elsewhere(id)
end
if not ended(status) then
  return {0}
end
return {1, remove(id) and 1 or 0}
