-- id, principal, tool, payload, priority, ttl, deadline or '', retention, worker or '', lease,
-- digest of the idempotency key or '', whether the id leads to another shard, then the journal.
local id, worker, unique = ARGV[1], ARGV[9], ARGV[11]
local t = key('t', id)

-- The same creation once more: its answer was lost.
if call('EXISTS', t) == 1 then
  return {1, 1, held(id, worker, '1') and 1 or 0, row(id)}
end

if unique ~= '' then
  local earlier = call('GET', key('key', unique))
  if earlier then
    local f = call('HMGET', key('t', earlier), 'created', 'ttl')
    if f[1] and now - f[1] < tonumber(f[2]) then
      return {1, 0, 0, row(earlier)}
    end
  end
  call('SET', key('key', unique), id)
  call('HSET', t, 'unique', unique)
end

call('HSET', t, 'principal', ARGV[2], 'tool', ARGV[3], 'payload', ARGV[4], 'priority', ARGV[5],
  'status', 'working', 'created', now, 'updated', now, 'due', now, 'ttl', ARGV[6],
  'first_ttl', ARGV[6], 'retention', ARGV[8])
if ARGV[7] ~= '' then
  call('HSET', t, 'deadline', ARGV[7], 'first_deadline', ARGV[7])
end
if ARGV[12] == '1' then
  call('HSET', t, 'away', 1)
end
for i = 13, #ARGV, 2 do
  journal(id, ARGV[i], ARGV[i + 1])
end
call('ZADD', base .. 'created', now, id)
call('ZADD', key('status', 'working'), now, id)
lives(id, ARGV[6])

if worker == '' then
  enqueue(id)
  return {1, 1, 0, row(id)}
end
lease(id, worker, ARGV[10])
return {1, 1, 1, row(id)}
