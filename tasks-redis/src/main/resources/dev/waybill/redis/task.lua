-- What all scripts share; it is put in front of each of them.
--
-- KEYS[1] is the beginning of all keys of one shard, hash tag included, so everything a script
-- touches lies in one slot of a cluster. Below it:
--   t:ID       hash    the task
--   j:ID jo:ID hash, list   its journal by key; the keys as they were first written
--   q:ID qo:ID hash, list   its open questions by key; the keys as they were asked
--   ready:TOOL zset    what can be claimed; all scores are 0, so members are in their own order
--   tools      set     the tools something is ready of
--   timed      zset    what becomes ready by itself, by the time it does: the end of a lease or a
--                      delay, the deadline of a task that waits for answers
--   status:S   zset    tasks by creation, one set a status
--   created    zset    all tasks by creation
--   expiry     zset    all tasks by the end of their time to live
--   cancel:W   set     tasks that worker W runs and that are to be cancelled
--   key:DIGEST string  the task an idempotency key leads to
--   at:ID      string  the shard of a task that does not lie where its id leads
-- Times are milliseconds by the server's clock.
local base = KEYS[1]
local call = redis.call
local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function key(kind, id)
  return base .. kind .. ':' .. id
end

-- The answer about a task that is not here: 0, or where it is.
local function elsewhere(id)
  local at = call('GET', key('at', id))
  return at and {'AT', at} or {0}
end

-- A task without a worker is held by nobody: parked, postponed and ended ones never have one.
local function held(id, worker, token)
  local f = call('HMGET', key('t', id), 'worker', 'token')
  return f[1] == worker and f[2] == token
end

local function row(id)
  local r = call('HMGET', key('t', id), 'principal', 'tool', 'payload', 'status', 'message',
    'outcome', 'attempts', 'worker', 'cancel', 'created', 'updated', 'due', 'ttl', 'deadline')
  r[15] = id
  r[16] = now
  return r
end

-- Takes a task out of everything that would make somebody claim it.
local function unqueue(id)
  call('ZREM', base .. 'timed', id)
  local f = call('HMGET', key('t', id), 'place', 'tool')
  if f[1] then
    local ready = key('ready', f[2])
    call('ZREM', ready, f[1] .. id)
    call('HDEL', key('t', id), 'place')
    if call('EXISTS', ready) == 0 then
      call('SREM', base .. 'tools', f[2])
    end
  end
end

-- Makes a task ready, or lets it wait for its time. Its place orders by priority, highest first,
-- then by time: 8 hexadecimal and 14 decimal digits in front of the id.
local function enqueue(id)
  local f = call('HMGET', key('t', id), 'tool', 'priority', 'due')
  if tonumber(f[3]) > now then
    call('ZADD', base .. 'timed', f[3], id)
  else
    local place = string.format('%08x%014.0f', 2147483647 - f[2], f[3])
    call('HSET', key('t', id), 'place', place)
    call('ZADD', key('ready', f[1]), 0, place .. id)
    call('SADD', base .. 'tools', f[1])
  end
end

local function become(id, status)
  local f = call('HMGET', key('t', id), 'status', 'created')
  if f[1] ~= status then
    call('ZREM', key('status', f[1]), id)
    call('ZADD', key('status', status), f[2], id)
    call('HSET', key('t', id), 'status', status)
  end
end

local function withdraw_questions(id)
  call('DEL', key('q', id), key('qo', id))
end

local function release(id)
  local worker = call('HGET', key('t', id), 'worker')
  if worker then
    call('HDEL', key('t', id), 'worker', 'until')
    call('SREM', key('cancel', worker), id)
  end
end

-- A lease that lapses makes a task ready.
local function hold(id, millis)
  local till = now + millis
  call('HSET', key('t', id), 'until', till)
  call('ZADD', base .. 'timed', till, id)
end

local function lease(id, worker, millis)
  local t = key('t', id)
  local f = call('HMGET', t, 'worker', 'status', 'cancel')
  if f[3] and f[1] ~= worker then
    if f[1] then
      call('SREM', key('cancel', f[1]), id)
    end
    call('SADD', key('cancel', worker), id)
  end
  if f[2] ~= 'working' then
    withdraw_questions(id)
    become(id, 'working')
  end
  local token = call('HINCRBY', t, 'token', 1)
  call('HSET', t, 'worker', worker)
  -- It may have been taken before its time: should its worker be lost, that is over.
  if tonumber(call('HGET', t, 'due')) > now then
    call('HSET', t, 'due', now)
  end
  hold(id, millis)
  return {token, f[1] and 1 or 0, row(id)}
end

local function journal(id, name, payload)
  if call('HSET', key('j', id), name, payload) == 1 then
    call('RPUSH', key('jo', id), name)
  end
end

local function lives(id, ttl)
  local created = call('HGET', key('t', id), 'created')
  call('HSET', key('t', id), 'ttl', ttl)
  call('ZADD', base .. 'expiry', created + ttl, id)
end

local function finish(id, status)
  local t = key('t', id)
  unqueue(id)
  release(id)
  withdraw_questions(id)
  become(id, status)
  call('HSET', t, 'updated', now)
  local f = call('HMGET', t, 'created', 'ttl', 'retention')
  local kept = now - f[1] + f[3]
  if tonumber(f[2]) < kept then
    lives(id, kept)
  end
end

local function ended(status)
  return status == 'completed' or status == 'failed' or status == 'cancelled'
end

-- Returns whether somebody has to remove its entry under at:, which lies in another shard.
local function remove(id)
  local t = key('t', id)
  unqueue(id)
  release(id)
  local f = call('HMGET', t, 'status', 'unique', 'away')
  if f[2] and call('GET', key('key', f[2])) == id then
    call('DEL', key('key', f[2]))
  end
  call('ZREM', key('status', f[1]), id)
  call('ZREM', base .. 'created', id)
  call('ZREM', base .. 'expiry', id)
  call('UNLINK', t, key('j', id), key('jo', id), key('q', id), key('qo', id))
  return f[3]
end

