-- status, tool, principal, least age, creation and id to continue behind (each may be ''),
-- how many rows at most, how many to look at.
-- Answers with whether that was all, the last creation and id looked at, and rows without payload.
local index = ARGV[1] == '' and base .. 'created' or key('status', ARGV[1])
local newest = ARGV[5] == '' and now or tonumber(ARGV[5])
if ARGV[4] ~= '' then
  newest = math.min(newest, now - ARGV[4])
end
local behind = tostring(newest) == ARGV[5] and ARGV[6] or nil
local start = call('ZCOUNT', index, '(' .. newest, '+inf')
local looked = call('ZRANGE', index, start, start + ARGV[8] - 1, 'REV', 'WITHSCORES')
local page = {1, #looked < 2 * ARGV[8] and 1 or 0, ARGV[5], ARGV[6]}
for i = 1, #looked, 2 do
  local id = looked[i]
  if #page - 4 == tonumber(ARGV[7]) then
    page[2] = 0
    break
  end
  page[3] = looked[i + 1]
  page[4] = id
  if not (behind and tonumber(looked[i + 1]) == newest and id >= behind) then
    local r = call('HMGET', key('t', id), 'principal', 'tool', 'id', 'status', 'message', 'id',
      'attempts', 'worker', 'cancel', 'created', 'updated', 'due', 'ttl', 'deadline')
    r[15] = id
    r[16] = now
    if (ARGV[2] == '' or r[2] == ARGV[2]) and (ARGV[3] == '' or r[1] == ARGV[3]) then
      page[#page + 1] = r
    end
  end
end
return page
