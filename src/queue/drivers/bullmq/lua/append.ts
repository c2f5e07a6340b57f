/** How long a client may need to send a call again. The answer to each is kept that long. */
const answerMs = 60_000;

/** ARGV: a word for this call, and of each job id, lane, data, priority, delay, "o" or "-". Answers "1" (added) or "0" (known) of each. */
export const append = String.raw`
-- A client that lost its connection sends again what it sent. The jobs may be done and forgotten by now.
local told = P .. 'call:' .. ARGV[8]
local before = call('GET', told)
if before then return answer(before) end
-- The first write is one that Redis refuses when memory has run out, so then nothing is stored.
call('HINCRBY', P .. 'meta', 'adds', 1)
advance()
local answers, touched, order = {}, {}, {}
for i = 9, #ARGV, 6 do
  local id, lane, priority, delay, flags = ARGV[i], ARGV[i + 1], ARGV[i + 3], tonumber(ARGV[i + 4]), ARGV[i + 5]
  local isKnown = flags ~= 'o' and call('EXISTS', P .. 'known:' .. id) == 1
  local at = stamp()
  local raw = not isKnown and table.concat({text(millis(at)), priority, 0, 0, 0, flags, lane}, ' ') .. '\n' .. ARGV[i + 2]
  if isKnown or call('HSETNX', P .. 'jobs', id, raw) == 0 then
    answers[#answers + 1] = '0'
  else
    answers[#answers + 1] = '1'
    local change = touched[lane]
    if not change then
      change = {priority = priority, waiting = {}, ids = {}}
      touched[lane] = change
      order[#order + 1] = lane
    end
    if tonumber(priority) < tonumber(change.priority) then change.priority = priority end
    if delay > 0 then
      at = at + delay * 1000
      put('d', lane, id, at)
      if not change.delayed or at < change.delayed then change.delayed = at end
    else
      local list = change.waiting
      list[#list + 1] = text(at)
      list[#list + 1] = id
    end
  end
end
for _, lane in ipairs(order) do
  local change = touched[lane]
  local isJoined = #change.waiting > 0
  each('ZADD', P .. 'w', change.waiting)
  each('ZADD', P .. 'w:' .. lane, change.waiting)
  join(lane, change.priority, isJoined and now or nil)
  if isJoined then place(lane) end
  if change.delayed then
    local first = call('ZRANGE', P .. 'd:' .. lane, 0, 0, 'WITHSCORES')
    if first[2] and tonumber(first[2]) == change.delayed then wake(lane, millis(change.delayed)) end
  end
end
call('SET', told, table.concat(answers), 'PX', ${answerMs})
return answer(table.concat(answers))
`;
