-- id
if call('EXISTS', key('t', ARGV[1])) == 0 then
  return elsewhere(ARGV[1])
end
return {1, row(ARGV[1])}
