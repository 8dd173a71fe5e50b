-- worker, lease, then tools and how many of each; answers with place, token, interrupted, row
local claimed = {1}
for i = 3, #ARGV, 2 do
  local popped = call('ZPOPMIN', key('ready', ARGV[i]), ARGV[i + 1])
  for j = 1, #popped, 2 do
    local id = string.sub(popped[j], 23)
    call('HDEL', key('t', id), 'place')
    local one = lease(id, ARGV[1], ARGV[2])
    one[4] = popped[j]
    claimed[#claimed + 1] = one
  end
  if call('EXISTS', key('ready', ARGV[i])) == 0 then
    call('SREM', base .. 'tools', ARGV[i])
  end
end
return claimed
