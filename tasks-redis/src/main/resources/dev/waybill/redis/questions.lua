-- id; answers with keys and payloads in turn
local id = ARGV[1]
if call('EXISTS', key('t', id)) == 0 then
  return elsewhere(id)
end
local open = {1}
for _, name in ipairs(call('LRANGE', key('qo', id), 0, -1)) do
  open[#open + 1] = name
  open[#open + 1] = call('HGET', key('q', id), name)
end
return open
