/** The lease of a worker, if it still is: `t` is its token. */
const held = `
insist()
local lane, token = ARGV[8], ARGV[9]
local key = P .. 'lane:' .. lane
local function isHeld() return call('HGET', key, 't') == token end
local function told(value) return answer({value, isPaused(lane) and 1 or 0}) end
`;

/** ARGV: lane, token. Answers how many wait behind the lease's own jobs. */
export const renew = `${held}
if not isHeld() then return answer(false) end
advance()
call('HSET', key, 'e', text(now + leaseMs))
call('ZADD', P .. 'leases', text(now + leaseMs), lane)
call('ZREM', P .. 'ready', lane)
call('ZREM', P .. 'parked', lane)
return answer(call('ZCARD', P .. 'w:' .. lane))
`;

/** ARGV: lane, token, id, progress. */
export const progress = String.raw`${held}
if not isHeld() then return told(0) end
local id = ARGV[10]
if call('ZSCORE', P .. 'a:' .. lane, id) then
  local job = load(id)
  noted(job)
  save(id, job)
  call('HSET', P .. 'notes', id .. '\np', ARGV[11])
end
return told(1)
`;

/**
 * ARGV: lane, token, a word for this call, "1" when the lease is over, then of each outcome id, "c" and the result or "",
 * "x" and the error, or "r" (counted) or "u" (not) and the error and the delay. Each has four fields.
 */
export const settle = String.raw`${held}
local word, isOver = ARGV[10], ARGV[11] == '1'
if not isHeld() then
  -- A client that lost its connection sends again what it sent: the call that ended the lease is answered as it was.
  return told(call('HGET', P .. 'ended', tonumber(token) % 1024) == word and 1 or 0)
end

local function fail(id, job, error)
  local errors = (call('HGET', P .. 'notes', id .. '\ne') or '') .. error .. '\n'
  local _, count = string.gsub(errors, '\n', '')
  if count > 20 then errors = string.sub(errors, string.find(errors, '\n', 1, true) + 1) end
  call('HSET', P .. 'notes', id .. '\ne', errors)
  noted(job)
end

local hold
for i = 12, #ARGV, 4 do
  local id, kind, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if call('ZSCORE', P .. 'a:' .. lane, id) then
    if kind == 'c' then
      drop('a', lane, id)
      put('c', lane, id, stamp())
      if value ~= '' then call('HSET', P .. 'notes', id .. '\nr', value) end
    else
      local job = load(id)
      fail(id, job, value)
      if kind == 'x' then
        drop('a', lane, id)
        put('x', lane, id, stamp())
      else
        if kind == 'r' then job.failures = job.failures + 1 end
        hold = math.max(hold or 0, now + tonumber(ARGV[i + 3]))
      end
      save(id, job)
    end
  end
end

local ids, scored = some('a', lane, 0)
if hold or isOver or #ids == 0 then
  if hold and #ids > 0 then
    turn('a', 'r', lane, ids, scored)
    call('HSET', key, 'h', text(hold))
  elseif #ids > 0 then
    -- Moved jobs may be older than these, which nevertheless come first.
    local head = call('ZRANGE', P .. 'w:' .. lane, 0, 0, 'WITHSCORES')
    if head[2] and tonumber(head[2]) <= tonumber(scored[#scored - 1]) then
      for n = 1, #ids do scored[2 * n - 1] = text(tonumber(head[2]) - #ids + n - 1) end
    end
    turn('a', 'w', lane, ids, scored)
  end
  call('HDEL', key, 't', 'e')
  call('ZREM', P .. 'leases', lane)
  call('HSET', P .. 'ended', tonumber(token) % 1024, word)
  call('ZREM', P .. 'ready', lane)
  advance()
  place(lane)
end
trim()
return told(1)
`;
