import type { HistoryEntry } from "./history.js";
import { keyOf } from "./key.js";
import type { Found, Records } from "./records.js";
import { endOf, snapshotOf } from "./session.js";
import { aliasText, type SessionData, textOf } from "./stored.js";
import { trim } from "./trim.js";

const rememberedMerges = 10;

/**
 * Makes two sessions one. First the merged one is written, which notes what it was made of; then the other record becomes an
 * alias, by which its content is gone. After a crash in between, the same again writes nothing twice.
 *
 * @returns `false`: somebody changed one of them meanwhile, and it is to be done again
 */
export async function merge<State>(at: Records<State>, fromKey: string, intoKey: string): Promise<boolean> {
  const [from, into] = [await at.find(fromKey), await at.find(intoKey)];
  if (from.recordKey === into.recordKey) return true;
  if (isFilled(from)) {
    // Written also when nothing is new in it: who merges the other way round at this moment must notice.
    const { text, expiresAt } = await merged(at, from, into);
    const version = await at.records.set(into.recordKey, text, { version: into.record?.version ?? 0, expiresAt });
    if (version === undefined) return false;
  }
  const alias = aliasText(into.recordKey);
  if ((await at.records.set(from.recordKey, alias, { version: from.record?.version ?? 0 })) === undefined) return false;
  at.emitter.emit("merged", { from: keyOf(from.recordKey), into: keyOf(into.recordKey) });
  return true;
}

async function merged<State>(at: Records<State>, from: Filled<State>, into: Found<State>) {
  const { options, emitter } = at;
  const data = await mergedData(at, from, into);
  const history = [...data.history];
  await trim(history, keyOf(into.recordKey), options, (error) => emitter.emit("error", error));
  const ends = [from, into].map(({ record }) => record?.expiresAt ?? 0);
  const expiresAt = Math.min(Math.max(...ends), endOf(data.createdAt, options.clock.now(), options));
  return { text: await textOf({ ...data, history }, options), expiresAt };
}

async function mergedData<State>(
  at: Records<State>,
  from: Filled<State>,
  into: Found<State>,
): Promise<SessionData<State>> {
  const mark = { [from.data.id]: from.record.version };
  if (!isFilled(into)) return { ...from.data, id: crypto.randomUUID(), merged: mark };
  // A crash came between the two writes.
  if (into.data.merged[from.data.id] === from.record.version) return into.data;
  const [older, newer] = from.data.savedAt > into.data.savedAt ? [into.data, from.data] : [from.data, into.data];
  const [fromSession, intoSession] = [snapshotOf(from.record, from.data), snapshotOf(into.record, into.data)];
  const { mergeState } = at.options;
  return {
    id: into.data.id,
    createdAt: Math.min(older.createdAt, newer.createdAt),
    savedAt: newer.savedAt,
    state: mergeState ? await mergeState({ from: fromSession, into: intoSession }) : newer.state,
    history: byTime(into.data.history, from.data.history),
    metadata: { ...older.metadata, ...newer.metadata },
    turns: [...new Set([...older.turns, ...newer.turns])],
    merged: Object.fromEntries([...Object.entries(into.data.merged), ...Object.entries(mark)].slice(-rememberedMerges)),
  };
}

/** Of both, oldest first. What was merged before `from` was saved once more is there already. */
function byTime(into: readonly HistoryEntry[], from: readonly HistoryEntry[]): HistoryEntry[] {
  const known = new Set(into.map((entry) => JSON.stringify(entry)));
  const fresh = from.filter((entry) => !known.has(JSON.stringify(entry)));
  return [...into, ...fresh].sort((a, b) => a.at - b.at);
}

type Filled<State> = Required<Found<State>>;

function isFilled<State>(found: Found<State>): found is Filled<State> {
  return found.record !== undefined && found.data !== undefined;
}
