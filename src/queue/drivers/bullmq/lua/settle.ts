/** ARGV: lane, token, of a lease that may still be the lane's. */
const held = `
insist()
local lane, token = ARGV[8], ARGV[9]
local key = P .. 'lane:' .. lane
local isHeld = call('HGET', key, 't') == token
`;

/** Answers how many wait behind the lease's own jobs. */
export const renew = `${held}
if not isHeld then return answer(false) end
advance()
call('HSET', key, 'e', text(now + leaseMs))
call('ZADD', P .. 'leases', text(now + leaseMs), lane)
call('ZREM', P .. 'ready', lane)
call('ZREM', P .. 'parked', lane)
call('HDEL', key, 'o')
return answer(call('ZCARD', P .. 'w:' .. lane))
`;

/** ARGV: lane, token, id, progress. */
export const progress = String.raw`${held}
local id = ARGV[10]
if isHeld and call('ZSCORE', P .. 'a:' .. lane, id) then
  local job = load(id, lane)
  noted(job)
  save(id, job)
  call('HSET', P .. 'notes', id .. '\np', ARGV[11])
end
return answer({isHeld and 1 or 0, isPaused(lane) and 1 or 0})
`;

/**
 * Of many leases at once. ARGV: of each lane, token, a word for this call, "1" when the lease is over, how many outcomes,
 * and of each outcome id, "c" and the result or "", "x" and the error, or "r" (counted) or "u" (not), the error or "" and
 * the delay: four fields. Answers of each whether it was done, and whether the lane is paused.
 */
export const settle = String.raw`
insist()

local function fail(id, job, error)
  local errors = (call('HGET', P .. 'notes', id .. '\ne') or '') .. error .. '\n'
  local _, count = string.gsub(errors, '\n', '')
  if count > 20 then errors = string.sub(errors, string.find(errors, '\n', 1, true) + 1) end
  call('HSET', P .. 'notes', id .. '\ne', errors)
  noted(job)
end

-- Records one outcome; answers until when the lane is held by it, or nil.
local function record(lane, id, kind, value, delay)
  if kind == 'c' or kind == 'x' then
    if call('ZREM', P .. 'a:' .. lane, id) == 0 then return nil end
    call('ZREM', P .. 'a', id)
    put(kind, lane, id, stamp())
  elseif not call('ZSCORE', P .. 'a:' .. lane, id) then
    return nil
  end
  if kind == 'c' then
    if value ~= '' then call('HSET', P .. 'notes', id .. '\nr', value) end
    return nil
  end
  local job = load(id, lane)
  if value ~= '' then fail(id, job, value) end
  if kind ~= 'u' then job.failures = job.failures + 1 end
  save(id, job)
  return kind ~= 'x' and now + tonumber(delay) or nil
end

-- What is left of a lease that is over: held back, or at the head of the lane. Moved jobs may be older than these.
local function giveBack(lane, key, hold)
  local ids, scored = some('a', lane, 0)
  if #ids == 0 then return end
  if hold then
    transfer('a', 'r', lane, ids, scored)
    call('HSET', key, 'h', text(hold))
    return
  end
  local head = call('ZRANGE', P .. 'w:' .. lane, 0, 0, 'WITHSCORES')
  if head[2] and tonumber(head[2]) <= tonumber(scored[#scored - 1]) then
    for n = 1, #ids do scored[2 * n - 1] = text(tonumber(head[2]) - #ids + n - 1) end
  end
  transfer('a', 'w', lane, ids, scored)
end

local over = {}
local function settleOne(at)
  local lane, token, word, isOver = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3] == '1'
  local key = P .. 'lane:' .. lane
  local lease = call('HMGET', key, 't', 'e')
  if lease[1] ~= token then
    -- A client that lost its connection sends again what it sent: the call that ended the lease is answered as it was.
    return call('HGET', P .. 'ended', tonumber(token) % 1024) == word
  end
  local hold
  for i = at + 5, at + 1 + 4 * ARGV[at + 4], 4 do
    local til = record(lane, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
    if til then hold = math.max(hold or 0, til) end
  end
  if hold or isOver or call('EXISTS', P .. 'a:' .. lane) == 0 then
    giveBack(lane, key, hold)
    call('HDEL', key, 't', 'e', 'o')
    call('ZREM', P .. 'leases', lane)
    if tonumber(lease[2]) <= now then call('ZREM', P .. 'ready', lane) end
    call('HSET', P .. 'ended', tonumber(token) % 1024, word)
    over[#over + 1] = lane
  end
  return true
end

local told, at = {}, 8
while at <= #ARGV do
  told[#told + 1] = settleOne(at) and 1 or 0
  told[#told + 1] = isPaused(ARGV[at]) and 1 or 0
  at = at + 5 + 4 * ARGV[at + 4]
end
-- Whatever became due meanwhile stands in line before the lanes that were released.
advance()
for _, lane in ipairs(over) do place(lane) end
trim()
return answer(told)
`;
