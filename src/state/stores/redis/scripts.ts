import { createHash } from "node:crypto";

/**
 * What every script begins with. All keys of a space share a hash tag, which keeps them on one node of a cluster. Expiry goes
 * by the caller's time, which is `ARGV[1]`; versions are Redis's own microseconds, made unique, so that none comes back even
 * where Redis lost its data.
 *
 *   records    hash   key -> "version expiresAt\nvalue"
 *   keys       zset   all keys, by their bytes
 *   ends       zset   keys that expire, by when
 *   removals   zset   keys that are to be removed, by when
 *   version    key    the last version
 *   calls      zset   writes of the last moments, by the version they made: a client that lost its connection sends again
 */
const base = String.raw`
local call = redis.call
local records, keys, ends, removals, lastVersion, calls = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local now = ARGV[1]

local function drop(list)
  if #list == 0 then return end
  call('HDEL', records, unpack(list))
  for _, index in ipairs({keys, ends, removals}) do call('ZREM', index, unpack(list)) end
end

local function removeOld() drop(call('ZRANGEBYSCORE', removals, '-inf', now, 'LIMIT', 0, 20)) end

-- The version of a record, and when it expires.
local function head(key)
  local record = call('HGET', records, key)
  if not record then return '0' end
  local version, expiresAt = string.match(record, '^(%d+) (%-?%d*)\n')
  return version or 'unreadable', tonumber(expiresAt)
end

-- Notes the call of that word as done, for so many ms.
local function done(word, rememberMs)
  local time = call('TIME')
  local version = math.max(time[1] * 1000000 + time[2], tonumber(call('GET', lastVersion) or 0) + 1)
  local text = string.format('%.0f', version)
  call('SET', lastVersion, text)
  call('ZADD', calls, text, word)
  -- Now and then: the last digit of a time is chance.
  if version % 10 == 0 then
    call('ZREMRANGEBYSCORE', calls, '-inf', string.format('%.0f', version - rememberMs * 1000))
  end
  return text
end

local function before(word)
  local version = call('ZSCORE', calls, word)
  return version and string.format('%.0f', version)
end
`;

const set = `
local word, rememberMs, key, value, version, expiresAt, removeAt = unpack(ARGV, 2)
-- A version that was replaced never comes back: only a write that names none could be done a second time.
if version == '' or version == '0' then
  local earlier = before(word)
  if earlier then return earlier end
end
removeOld()
if version ~= '' then
  local found, ends = head(key)
  if version == '0' and ends and ends <= tonumber(now) then found = '0' end
  if found ~= version then return found == 'unreadable' and found or before(word) or false end
end
local written = done(word, rememberMs)
local isNew = call('HSET', records, key, written .. ' ' .. expiresAt .. '\\n' .. value)
if isNew == 1 then call('ZADD', keys, 0, key) end
if expiresAt == '' then call('ZREM', ends, key) else call('ZADD', ends, expiresAt, key) end
if removeAt == '' then call('ZREM', removals, key) else call('ZADD', removals, removeAt, key) end
return written
`;

const remove = `
local word, rememberMs, key, version = unpack(ARGV, 2)
if before(word) then return 1 end
removeOld()
local found = head(key)
if found == '0' or (version ~= '' and version ~= found) then return found == 'unreadable' and found or 0 end
-- In this order: a script that has made room may write although memory has run out.
drop({key})
done(word, rememberMs)
return 1
`;

/** Looks at so many keys at most; answers the last one if there may be more, then keys and records. */
const list = `
local from, to, limit = ARGV[2], ARGV[3], tonumber(ARGV[4])
local atOnce = 1000
if to ~= '+' then to = to .. '\\255' end
local found = call('ZRANGEBYLEX', keys, from, to, 'LIMIT', 0, atOnce)
local answer = {#found == atOnce and found[atOnce] or ''}
for _, key in ipairs(found) do
  local ending = call('ZSCORE', ends, key)
  if not ending or tonumber(ending) > tonumber(now) then
    if #answer > 2 * limit then break end
    answer[#answer + 1] = key
    answer[#answer + 1] = call('HGET', records, key)
  end
end
return answer
`;

const expired = `
local limit, score, last = tonumber(ARGV[2]), ARGV[3], ARGV[4]
local function isBehind(key)
  for at = 1, math.min(#key, #last) do
    local one, other = string.byte(key, at), string.byte(last, at)
    if one ~= other then return one > other end
  end
  return #key > #last
end
local from, to = 0, 0
if score ~= '' then
  from, to = call('ZCOUNT', ends, '-inf', '(' .. score), call('ZCOUNT', ends, '-inf', score)
end
while from < to do
  local middle = math.floor((from + to) / 2)
  if isBehind(call('ZRANGE', ends, middle, middle)[1]) then to = middle else from = middle + 1 end
end
local answer = {}
local behind = math.min(from + limit, call('ZCOUNT', ends, '-inf', now))
if from >= behind then return answer end
for _, key in ipairs(call('ZRANGE', ends, from, behind - 1)) do
  answer[#answer + 1] = key
  answer[#answer + 1] = call('HGET', records, key)
end
return answer
`;

const count = `return call('ZCARD', keys) - call('ZCOUNT', ends, '-inf', now)`;

export interface Script {
  readonly source: string;
  readonly sha: string;
}

const script = (body: string): Script => {
  const source = base + body;
  return { source, sha: createHash("sha1").update(source).digest("hex") };
};

export const scripts = {
  set: script(set),
  remove: script(remove),
  list: script(list),
  expired: script(expired),
  count: script(count),
};
