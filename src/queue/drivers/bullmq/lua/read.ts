/** A job as it is answered: id, state, record, errors, progress, result, score, and the end of its lane's hold. */
const view = String.raw`
insist()
advance()
local function view(id, state, score)
  local job = load(id)
  local notes = call('HMGET', P .. 'notes', id .. '\ne', id .. '\np', id .. '\nr')
  local hold = state == 'r' and call('HGET', P .. 'lane:' .. job.lane, 'h')
  return {id, state, written(job), notes[1] or '', notes[2] or '', notes[3] or '', score, hold or ''}
end
`;

/** ARGV: id. */
export const get = `${view}
local id = ARGV[8]
for _, state in ipairs({'w', 'd', 'a', 'r', 'c', 'x'}) do
  local score = call('ZSCORE', P .. state, id)
  if score then return answer(view(id, state, score)) end
end
return answer(false)
`;

/** ARGV: state, "l<lane>" or "", how many, the score of the last one of the page before or "". */
export const list = `${view}
local state, lane, limit, cursor = ARGV[8], ARGV[9], ARGV[10], ARGV[11]
local key = P .. state
if lane ~= '' then key = key .. ':' .. string.sub(lane, 2) end
local found
if state == 'c' then
  found = call('ZREVRANGEBYSCORE', key, cursor == '' and '+inf' or '(' .. cursor, '-inf', 'WITHSCORES', 'LIMIT', 0, limit)
else
  found = call('ZRANGEBYSCORE', key, cursor == '' and '-inf' or '(' .. cursor, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
end
local jobs = {}
for i = 1, #found, 2 do jobs[#jobs + 1] = view(found[i], state, found[i + 1]) end
return answer(jobs)
`;

/** ARGV: "l<lane>" or "". Answers how many wait, are delayed, active, retrying, completed and dead. */
export const counts = `
insist()
advance()
local suffix = ARGV[8] == '' and '' or ':' .. string.sub(ARGV[8], 2)
local found = {}
for i, state in ipairs({'w', 'd', 'a', 'r', 'c', 'x'}) do found[i] = call('ZCARD', P .. state .. suffix) end
return answer(found)
`;

/** Answers the stamp of the job that waits longest. */
export const oldest = `
insist()
advance()
return answer(call('ZRANGE', P .. 'w', 0, 0, 'WITHSCORES')[2] or false)
`;

/** ARGV: how many, "l" and the last lane of the page before, or "". Answers of each lane its name, how many wait, are active, the oldest's stamp. */
export const lanesOf = `
insist()
advance()
local after = ARGV[9] == '' and '-' or '(' .. string.sub(ARGV[9], 2)
local found = {}
for _, lane in ipairs(call('ZRANGEBYLEX', P .. 'lanes', after, '+', 'LIMIT', 0, ARGV[8])) do
  local head = call('ZRANGE', P .. 'w:' .. lane, 0, 0, 'WITHSCORES')
  found[#found + 1] = {lane, call('ZCARD', P .. 'w:' .. lane), call('ZCARD', P .. 'a:' .. lane), head[2] or ''}
end
return answer(found)
`;
