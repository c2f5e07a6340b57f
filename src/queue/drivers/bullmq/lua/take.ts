/**
 * ARGV: how many lanes at most, then lanes whose wake has come. Answers the leases, in how many ms to look again
 * (-1: nothing is to come), and of those lanes in how many ms each is due (-1: it is not waiting for a time).
 * A lease is lane, token, 0 or 1 (recovered), and of each job id, record, errors, progress.
 */
export const take = String.raw`
insist()
advance()
trim()

local function open(lane)
  local key = P .. 'lane:' .. lane
  local state = call('HMGET', key, 't', 'e', 'h', 'q')
  local from, count, isRecovered = 'w', maxSize, state[1] and true or false
  if isRecovered then
    if tonumber(state[2]) > now then return nil end
    from, count = 'a', 0
  elseif state[3] then
    if tonumber(state[3]) > now then return place(lane) end
    from, count = 'r', 0
    call('HDEL', key, 'h')
  else
    local at = dueAt(lane, state[4])
    if not at or at > now then return place(lane) end
  end
  local ids, scored = some(from, lane, count)
  if from ~= 'a' then transfer(from, 'a', lane, ids, scored) end
  local token = meta().token + 1
  meta().token = token
  call('HSET', key, 't', text(token), 'e', text(now + leaseMs))
  call('ZADD', P .. 'leases', text(now + leaseMs), lane)
  local lease = {lane, token, isRecovered and 1 or 0}
  for i, raw in ipairs(rawOf(ids)) do
    local id = ids[i]
    local job = parse(raw, lane)
    if isRecovered and i == 1 then job.stalls = job.stalls + 1 end
    if isRecovered and i == 1 or job.data == '' then raw = save(id, job) end
    local notes = {false, false}
    if string.find(job.flags, 'n', 1, true) then notes = call('HMGET', P .. 'notes', id .. '\ne', id .. '\np') end
    local at = #lease
    lease[at + 1], lease[at + 2], lease[at + 3], lease[at + 4] = id, raw, notes[1] or '', notes[2] or ''
  end
  return lease
end

local leases, max = {}, tonumber(ARGV[8])
while #leases < max and not isPaused() do
  local found = call('ZRANGE', P .. 'ready', 0, max - #leases - 1)
  if #found == 0 then break end
  for _, lane in ipairs(found) do
    if isPaused(lane) then
      call('HSETNX', P .. 'lane:' .. lane, 'o', text(call('ZSCORE', P .. 'ready', lane) % 2 ^ 40))
      call('ZADD', P .. 'parked', 0, lane)
      call('ZREM', P .. 'ready', lane)
    else
      call('ZREM', P .. 'ready', lane)
      leases[#leases + 1] = open(lane)
    end
  end
end

local at = -1
local function sooner(found, unit)
  local ms = found[2] and math.max(0, math.ceil(tonumber(found[2]) / unit) - now)
  if ms and (at < 0 or ms < at) then at = ms end
end
sooner(call('ZRANGE', P .. 'due', 0, 0, 'WITHSCORES'), 1)
sooner(call('ZRANGE', P .. 'leases', 0, 0, 'WITHSCORES'), 1)
sooner(call('ZRANGE', P .. 'pauseEnds', 0, 0, 'WITHSCORES'), 1)
sooner(call('ZRANGE', P .. 'd', 0, 0, 'WITHSCORES'), 1000)

local hints = {}
for i = 9, #ARGV do
  local due = call('ZSCORE', P .. 'due', ARGV[i])
  hints[#hints + 1] = due and math.max(0, tonumber(due) - now) or -1
end
return answer({leases, at, hints})
`;
