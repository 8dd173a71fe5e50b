-- statuses; answers with how many there are of each, and how old the oldest is in milliseconds
local tally = {1}
for _, status in ipairs(ARGV) do
  local first = call('ZRANGE', key('status', status), 0, 0, 'WITHSCORES')
  tally[#tally + 1] = call('ZCARD', key('status', status))
  tally[#tally + 1] = first[2] and now - first[2] or 0
end
return tally
