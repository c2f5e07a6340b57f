/** Where a lane stands: in `ready`, in `due`, under a lease, parked, or nowhere. */
export const lanes = String.raw`
-- A lane at the end of the line of its priority; one that stands there moves up if it became more urgent.
local function line(lane, priority)
  local place = math.min(math.max(math.floor(tonumber(priority or 0)), 0), 8191) * 2 ^ 40
  local score = call('ZSCORE', P .. 'ready', lane)
  if not score then
    local m = meta()
    m.turn = m.turn + 1
    call('ZADD', P .. 'ready', text(place + m.turn), lane)
    wake(lane, now)
  elseif tonumber(score) >= place + 2 ^ 40 then
    call('ZADD', P .. 'ready', text(place + tonumber(score) % 2 ^ 40), lane)
  end
end

local function later(lane, at)
  local before = call('ZSCORE', P .. 'due', lane)
  call('ZADD', P .. 'due', text(at), lane)
  call('ZREM', P .. 'ready', lane)
  if not before or tonumber(before) > at then wake(lane, at) end
end

-- When the waiting jobs of a lane are to be handed out; nil when there are none.
local function dueAt(lane, arrival)
  local count = call('ZCARD', P .. 'w:' .. lane)
  if count == 0 then return nil end
  if debounce == 0 or count >= maxSize then return now end
  local head = call('ZRANGE', P .. 'w:' .. lane, 0, 0, 'WITHSCORES')
  return math.min(tonumber(arrival or 0) + debounce, millis(head[2]) + maxWait)
end

-- To be called after every change of a lane.
local function place(lane)
  local state = call('HMGET', P .. 'lane:' .. lane, 't', 'e', 'h', 'q', 'p')
  if state[1] then
    if tonumber(state[2]) <= now then line(lane, state[5]) end
    return
  end
  local at
  if state[3] then at = tonumber(state[3]) else at = dueAt(lane, state[4]) end
  if at and at <= now then
    call('ZREM', P .. 'due', lane)
    line(lane, state[5])
  elseif at then
    later(lane, at)
  else
    call('ZREM', P .. 'ready', lane)
    call('ZREM', P .. 'due', lane)
    if call('EXISTS', P .. 'd:' .. lane) == 0 then
      call('ZREM', P .. 'parked', lane)
      call('ZREM', P .. 'lanes', lane)
      call('DEL', P .. 'lane:' .. lane)
    end
  end
end

-- A lane is as urgent as its most urgent job since it was last empty.
local function join(lane, priority, arrival)
  local key = P .. 'lane:' .. lane
  local before = call('HGET', key, 'p')
  if not before then call('ZADD', P .. 'lanes', 0, lane) end
  if not before or tonumber(priority) < tonumber(before) then call('HSET', key, 'p', priority) end
  if arrival and arrival > tonumber(call('HGET', key, 'q') or 0) then call('HSET', key, 'q', text(arrival)) end
end

local function nextDelayed(lane)
  local next = call('ZRANGE', P .. 'd:' .. lane, 0, 0, 'WITHSCORES')
  if next[2] then wake(lane, millis(next[2])) end
end

local pauses
local function isPaused(lane)
  if not pauses then
    pauses = {lanes = {}, prefixes = {}}
    local found = call('HGETALL', P .. 'pauses')
    for i = 1, #found, 2 do
      local kind, name = string.sub(found[i], 1, 1), string.sub(found[i], 2)
      if kind == 'a' then pauses.all = true
      elseif kind == 'l' then pauses.lanes[name] = true
      else pauses.prefixes[#pauses.prefixes + 1] = name end
    end
  end
  if not lane then return pauses.all end
  if pauses.all or pauses.lanes[lane] then return true end
  for _, prefix in ipairs(pauses.prefixes) do
    if string.sub(lane, 1, #prefix) == prefix then return true end
  end
  return false
end

-- A lane that was parked has waited all the time: it takes the turn that it had.
local function unpark(lane)
  if call('ZREM', P .. 'parked', lane) == 0 then return end
  local turn = call('HGET', P .. 'lane:' .. lane, 'o')
  call('HDEL', P .. 'lane:' .. lane, 'o')
  place(lane)
  local score = call('ZSCORE', P .. 'ready', lane)
  if score and turn then call('ZADD', P .. 'ready', text(score - score % 2 ^ 40 + turn), lane) end
end

local function resume(target)
  call('HDEL', P .. 'pauses', target)
  call('ZREM', P .. 'pauseEnds', target)
  local kind, name = string.sub(target, 1, 1), string.sub(target, 2)
  local found = {}
  if kind == 'l' then found = {name}
  elseif kind == 'p' then found = call('ZRANGEBYLEX', P .. 'parked', '[' .. name, '[' .. name .. '\255')
  else
    for _, lane in ipairs(call('ZRANGE', P .. 'ready', 0, 99)) do wake(lane, now) end
  end
  for _, lane in ipairs(found) do unpark(lane) end
end

-- What has become due by now: the ends of pauses, delayed jobs, lanes, and leases that ran out.
local function advance()
  for _, target in ipairs(call('ZRANGEBYSCORE', P .. 'pauseEnds', '-inf', now)) do resume(target) end
  local found = call('ZRANGEBYSCORE', P .. 'd', '-inf', text(micros), 'WITHSCORES', 'LIMIT', 0, 1000)
  for i = 1, #found, 2 do
    local id = found[i]
    local job = load(id)
    drop('d', job.lane, id)
    put('w', job.lane, id, stamp())
    join(job.lane, job.priority, millis(found[i + 1]))
    place(job.lane)
    nextDelayed(job.lane)
  end
  for _, lane in ipairs(call('ZRANGEBYSCORE', P .. 'due', '-inf', now, 'LIMIT', 0, 1000)) do place(lane) end
  for _, lane in ipairs(call('ZRANGEBYSCORE', P .. 'leases', '-inf', now, 'LIMIT', 0, 1000)) do
    call('ZREM', P .. 'leases', lane)
    place(lane)
  end
end
`;
