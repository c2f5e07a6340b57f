import type { BackendSettings, JobError, JobRecord, JobState, NewJob, Outcome, PauseTarget } from "../../driver.js";

/** A time or a count that Redis can add to the time without losing digits. */
const largest = 1e12;

export function numberOf(value: number): string {
  return String(Math.ceil(Math.min(Math.max(value, 0), largest)));
}

/** What UTF-8 and our records cannot hold as it is: half a surrogate pair, a line's end, and the sign of this escape. */
const unsafe = /[%\n]|\p{Surrogate}/gu;

export function encode(text: string): string {
  return text.replace(unsafe, (char) => `%${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function decode(text: string): string {
  return text.replace(/%([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The first arguments of every script. */
export function settingsArgs(settings: BackendSettings): readonly string[] {
  const { maxSize, debounceMs, maxWaitMs, leaseMs, rememberMs, keepCompleted } = settings;
  return [maxSize, debounceMs, maxWaitMs, leaseMs, rememberMs, keepCompleted.ageMs, keepCompleted.count].map(numberOf);
}

export function jobArgs({ id, lane, data, priority, delayMs, isOnce }: NewJob): readonly string[] {
  return [encode(id), encode(lane), data, String(priority), numberOf(delayMs), isOnce ? "o" : "-"];
}

export function outcomeArgs(outcome: Outcome): readonly string[] {
  const id = encode(outcome.id);
  if (outcome.kind === "completed") return [id, "c", outcome.result ?? "", ""];
  const error = outcome.error ? JSON.stringify(outcome.error) : "";
  if (outcome.kind === "dead") return [id, "x", error, ""];
  return [id, outcome.isCounted ? "r" : "u", error, numberOf(outcome.delayMs)];
}

export function targetArg(target: PauseTarget): string {
  if ("lane" in target) return `l${encode(target.lane)}`;
  return "prefix" in target ? `p${encode(target.prefix)}` : "a";
}

export function targetOf(text: string): PauseTarget {
  const name = decode(text.slice(1));
  if (text.startsWith("l")) return { lane: name };
  return text.startsWith("p") ? { prefix: name } : { all: true };
}

export const letters = {
  waiting: "w",
  delayed: "d",
  active: "a",
  retrying: "r",
  completed: "c",
  dead: "x",
} as const satisfies Record<JobState, string>;

const states = Object.fromEntries(Object.entries(letters).map(([state, letter]) => [letter, state])) as Record<
  string,
  JobState
>;

export function recordOf(id: string, state: JobState, raw: string, errors: string, progress: string): JobRecord {
  const cut = raw.indexOf("\n");
  const [addedAt, priority, failures, stalls, revivals, , ...lane] = raw.slice(0, cut).split(" ");
  return {
    id: decode(id),
    lane: decode(lane.join(" ")),
    data: raw.slice(cut + 1),
    priority: Number(priority),
    state,
    failures: Number(failures),
    stalls: Number(stalls),
    revivals: Number(revivals),
    errors: errorsOf(errors, Number(addedAt)),
    addedAt: Number(addedAt),
    ...(progress !== "" && { progress }),
  };
}

/** A history that cannot be read says so, and keeps neither its job nor the others from being handed out. */
function errorsOf(lines: string, addedAt: number): readonly JobError[] {
  if (lines === "") return [];
  try {
    return JSON.parse(`[${lines.trimEnd().replaceAll("\n", ",")}]`);
  } catch {
    return [{ at: addedAt, name: "Error", message: "The job's earlier errors are damaged and cannot be read." }];
  }
}

/** What `view` in lua/read.ts answers. */
export type View = readonly [
  id: string,
  letter: string,
  raw: string,
  errors: string,
  progress: string,
  result: string,
  score: string,
  hold: string,
];

export function viewedRecord([id, letter, raw, errors, progress, result, score, hold]: View): JobRecord {
  const state = states[letter] ?? "waiting";
  return {
    ...recordOf(id, state, raw, errors, progress),
    ...(state === "delayed" && { dueAt: millisOf(score) }),
    ...(state === "retrying" && { dueAt: Number(hold) }),
    ...((state === "completed" || state === "dead") && { finishedAt: millisOf(score) }),
    ...(result !== "" && { result }),
  };
}

export function millisOf(stamp: string): number {
  return Math.floor(Number(stamp) / 1000);
}
