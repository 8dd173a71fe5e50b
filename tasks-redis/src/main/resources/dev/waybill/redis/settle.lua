-- id, worker, token, status, whether there is an outcome, outcome, whether there is a message, message
local id = ARGV[1]
local t = key('t', id)
if not held(id, ARGV[2], ARGV[3]) then
  return elsewhere(id)
end
if ARGV[5] == '1' then
  call('HSET', t, 'outcome', ARGV[6])
end
if ARGV[7] == '1' then
  call('HSET', t, 'message', ARGV[8])
end
finish(id, ARGV[4])
return {1}
