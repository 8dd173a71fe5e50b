-- How many places a tool at most, then tools with less room: tool, room.
-- Answers with tools and their first places in turn. What has become ready by itself is moved to
-- where it is claimed from, so many at a time that other scripts need not wait.
for _, id in ipairs(call('ZRANGE', base .. 'timed', '-inf', now, 'BYSCORE', 'LIMIT', 0, 200)) do
  call('ZREM', base .. 'timed', id)
  enqueue(id)
end
local room = {}
for i = 2, #ARGV, 2 do
  room[ARGV[i]] = ARGV[i + 1]
end
local found = {1}
for _, tool in ipairs(call('SMEMBERS', base .. 'tools')) do
  local most = tonumber(room[tool] or ARGV[1])
  if most > 0 then
    found[#found + 1] = tool
    found[#found + 1] = call('ZRANGE', key('ready', tool), 0, most - 1)
  end
end
return found
