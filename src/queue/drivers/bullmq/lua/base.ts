/**
 * What every script begins with. All keys of a queue begin with `KEYS[1]`, whose hash tag keeps them on one node of a
 * cluster. Time is Redis's own, so that no worker's clock can steal a lease.
 *
 * Keys, after the prefix:
 *   jobs          hash   id -> "addedAt priority failures stalls revivals flags lane\ndata"; flags: n has notes, o once, - none
 *   notes         hash   "id\ne" errors, one a line; "id\np" progress; "id\nr" result
 *   known:<id>    key    an id whose job is gone, until it may be added again
 *   w d a r c x   zsets  waiting, delayed, active, retrying, completed, dead jobs; `w:<lane>` the same of one lane
 *   lane:<lane>   hash   t token and e end of the lease, h end of a retry's hold, q last arrival, p priority, o its turn before it was parked
 *   lanes         zset   lanes with jobs that are not finished, by name
 *   ready         zset   lanes whose turn it is, by priority and turn
 *   due           zset   lanes that will be, by when
 *   leases        zset   leased lanes, by the end of the lease
 *   parked        zset   lanes whose turn it was while they were paused, by name
 *   pauses        hash   "a", "l<lane>", "p<prefix>" -> until, or 0
 *   pauseEnds     zset   those that end by themselves
 *   meta          hash   the last stamp, token and turn
 *   call:<word>   key    what a call of append answered, for a minute
 *   ended         hash   which call ended one of the last leases, see settle
 *
 * A score of a job is a stamp: the microsecond it came to its place, made unique. So it is order and time in one.
 */
export const base = String.raw`
local call = redis.call
local P = KEYS[1] .. ':'
local clock = call('TIME')
local micros = clock[1] * 1000000 + clock[2]
local now = math.floor(micros / 1000)
local maxSize, debounce, maxWait, leaseMs = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local remember, keepAge, keepCount = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

local function text(number) return string.format('%.0f', number) end
local function millis(stamp) return math.floor(tonumber(stamp) / 1000) end

-- With its first write, a script that adds nothing says that it goes on although memory has run out: what it does
-- makes room, or keeps what is there in order. Redis lets a script that has written write on.
local function insist() call('DEL', P .. 'none') end

-- The last stamp, token and turn that were given: read when the first is asked for, written by answer.
local given
local function meta()
  if not given then
    local found = call('HMGET', P .. 'meta', 'stamp', 'token', 'turn')
    given = {stamp = tonumber(found[1] or 0), token = tonumber(found[2] or 0), turn = tonumber(found[3] or 0)}
  end
  return given
end

local function stamp()
  local m = meta()
  m.stamp = math.max(micros, m.stamp + 1)
  return m.stamp
end

-- Lanes to wake a worker for, and in how many ms.
local wakes = {}
local function wake(lane, at)
  wakes[#wakes + 1] = lane
  wakes[#wakes + 1] = text(math.max(0, at - now))
end

local function answer(value)
  if given then
    call('HSET', P .. 'meta', 'stamp', text(given.stamp), 'token', text(given.token), 'turn', text(given.turn))
  end
  return {value, wakes}
end

-- For lists that may be longer than what unpack can hand over.
local function each(command, key, list)
  for from = 1, #list, 4000 do
    call(command, key, unpack(list, from, math.min(from + 3999, #list)))
  end
end

local function put(state, lane, id, score)
  score = text(score)
  call('ZADD', P .. state, score, id)
  call('ZADD', P .. state .. ':' .. lane, score, id)
end

local function drop(state, lane, id)
  call('ZREM', P .. state, id)
  call('ZREM', P .. state .. ':' .. lane, id)
end

-- The jobs of a lane in one state, up to so many: their ids, and the arguments of a ZADD.
local function some(state, lane, count)
  local found = call('ZRANGE', P .. state .. ':' .. lane, 0, count - 1, 'WITHSCORES')
  local ids, scored = {}, {}
  for i = 1, #found, 2 do
    ids[#ids + 1] = found[i]
    scored[i], scored[i + 1] = found[i + 1], found[i]
  end
  return ids, scored
end

local function transfer(from, to, lane, ids, scored)
  each('ZREM', P .. from, ids)
  each('ZREM', P .. from .. ':' .. lane, ids)
  each('ZADD', P .. to, scored)
  each('ZADD', P .. to .. ':' .. lane, scored)
end

-- A record that is damaged or gone is one of the lane it was met in, without data: its worker cannot read that, and buries it.
local function parse(raw, met)
  local cut = raw and string.find(raw, '\n', 1, true) or 1
  local a, p, f, s, r, flags, lane =
    string.match(string.sub(raw or '', 1, cut - 1), '^(%d+) (%S+) (%d+) (%d+) (%d+) (%S+) (.*)$')
  if not lane or not tonumber(p) then
    return {added = text(now), priority = '0', failures = 0, stalls = 0, revivals = 0, flags = 'n', lane = met or '', data = ''}
  end
  return {added = a, priority = p, failures = f, stalls = s, revivals = r, flags = flags, lane = lane,
    data = string.sub(raw, cut + 1)}
end

local function written(job)
  local head = {job.added, job.priority, job.failures, job.stalls, job.revivals, job.flags, job.lane}
  return table.concat(head, ' ') .. '\n' .. job.data
end

local function save(id, job)
  local raw = written(job)
  call('HSET', P .. 'jobs', id, raw)
  return raw
end

local function load(id, met)
  return parse(call('HGET', P .. 'jobs', id), met)
end

local function rawOf(ids)
  local found = {}
  for from = 1, #ids, 4000 do
    for _, raw in ipairs(call('HMGET', P .. 'jobs', unpack(ids, from, math.min(from + 3999, #ids)))) do
      found[#found + 1] = raw
    end
  end
  return found
end

local function noted(job)
  if not string.find(job.flags, 'n', 1, true) then job.flags = job.flags .. 'n' end
end

local function forget(id, job)
  call('HDEL', P .. 'jobs', id)
  call('HDEL', P .. 'notes', id .. '\ne', id .. '\np', id .. '\nr')
  local left = tonumber(job.added) + remember - now
  if left > 0 and not string.find(job.flags, 'o', 1, true) then call('SET', P .. 'known:' .. id, 1, 'PX', text(left)) end
end

local function trim()
  local over = call('ZCARD', P .. 'c') - keepCount
  local ids
  if over > 0 then ids = call('ZRANGE', P .. 'c', 0, math.min(over, 100) - 1)
  else ids = call('ZRANGEBYSCORE', P .. 'c', '-inf', text(micros - keepAge * 1000), 'LIMIT', 0, 100) end
  if #ids == 0 then return end
  for i, raw in ipairs(rawOf(ids)) do
    local job = parse(raw)
    call('ZREM', P .. 'c:' .. job.lane, ids[i])
    forget(ids[i], job)
  end
  call('ZREMRANGEBYRANK', P .. 'c', 0, #ids - 1)
end
`;
