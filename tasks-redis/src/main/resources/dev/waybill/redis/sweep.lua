-- how many at most, grace; answers with how many, then those with an entry under at:
local swept = {1, 0}
local ids = call('ZRANGE', base .. 'expiry', '-inf', now - ARGV[2], 'BYSCORE', 'LIMIT', 0, ARGV[1])
for _, id in ipairs(ids) do
  swept[2] = swept[2] + 1
  if remove(id) then
    swept[#swept + 1] = id
  end
end
return swept
