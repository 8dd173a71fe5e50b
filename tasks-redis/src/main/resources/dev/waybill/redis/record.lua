-- id, worker, token, key, payload
if not held(ARGV[1], ARGV[2], ARGV[3]) then
  return elsewhere(ARGV[1])
end
journal(ARGV[1], ARGV[4], ARGV[5])
return {1}
