/** ARGV: id. */
export const remove = `
insist()
advance()
local id = ARGV[8]
for _, state in ipairs({'w', 'd', 'c', 'x'}) do
  if call('ZSCORE', P .. state, id) then
    local job = load(id)
    drop(state, job.lane, id)
    forget(id, job)
    if state == 'w' or state == 'd' then place(job.lane) end
    return answer(1)
  end
end
return answer(0)
`;

/** ARGV: id, "d" (promote) or "x" (revive). The job goes to the end of its lane. */
export const wait = `
insist()
advance()
local id, state = ARGV[8], ARGV[9]
if not call('ZSCORE', P .. state, id) then return answer(0) end
local job = load(id)
drop(state, job.lane, id)
if state == 'x' then
  job.failures, job.revivals = 0, job.revivals + 1
  save(id, job)
end
put('w', job.lane, id, stamp())
join(job.lane, job.priority, now)
place(job.lane)
return answer(1)
`;

/** ARGV: from, to. Stamps stay, so the jobs take the places in the other lane that their arrival gives them. */
export const move = `
insist()
advance()
local from, to = ARGV[8], ARGV[9]
local count = 0
local arrival = call('HGET', P .. 'lane:' .. from, 'q')
for _, state in ipairs({'w', 'd'}) do
  local ids, scored = some(state, from, 0)
  for _, id in ipairs(ids) do
    local job = load(id)
    job.lane = to
    save(id, job)
    join(to, job.priority, state == 'w' and tonumber(arrival or now) or nil)
  end
  each('ZADD', P .. state .. ':' .. to, scored)
  call('DEL', P .. state .. ':' .. from)
  count = count + #ids
end
if count > 0 then
  place(from)
  place(to)
  nextDelayed(to)
end
return answer(count)
`;

/** ARGV: target, how long or "". */
export const pause = `
insist()
advance()
local target, ms = ARGV[8], ARGV[9]
if ms == '' then
  call('HSET', P .. 'pauses', target, 0)
  call('ZREM', P .. 'pauseEnds', target)
else
  local til = now + tonumber(ms)
  call('HSET', P .. 'pauses', target, text(til))
  call('ZADD', P .. 'pauseEnds', text(til), target)
  wake(string.sub(target, 2), til)
end
return answer(1)
`;

/** ARGV: target. */
export const unpause = `
insist()
advance()
if call('HEXISTS', P .. 'pauses', ARGV[8]) == 1 then resume(ARGV[8]) end
return answer(1)
`;

/** Answers of each pause its target and its end, or 0. */
export const pauses = `
insist()
advance()
return answer(call('HGETALL', P .. 'pauses'))
`;
