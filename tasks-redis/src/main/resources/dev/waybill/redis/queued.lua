local queued = call('ZCOUNT', base .. 'timed', '-inf', now)
for _, tool in ipairs(call('SMEMBERS', base .. 'tools')) do
  queued = queued + call('ZCARD', key('ready', tool))
end
return {1, queued}
