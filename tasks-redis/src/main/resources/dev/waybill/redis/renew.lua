-- lease, then tasks with worker and token; answers with those not held here and where to look
local lost = {1}
for i = 2, #ARGV, 3 do
  local id = ARGV[i]
  if held(id, ARGV[i + 1], ARGV[i + 2]) then
    -- It may have lapsed, and be ready for others.
    unqueue(id)
    hold(id, ARGV[1])
  else
    lost[#lost + 1] = id
    lost[#lost + 1] = elsewhere(id)[2] or ''
  end
end
return lost
