import { InvalidArgumentError } from "../errors/index.js";
import { describe } from "../internal/record.js";
import type { HistoryEntry } from "./history.js";
import type { SessionKey } from "./key.js";
import type { ResolvedOptions } from "./options.js";
import { jsonOf } from "./stored.js";

type Budget<State> = Pick<ResolvedOptions<State>, "maxTurns" | "maxChars" | "maxTokens" | "countTokens" | "summarize">;

/** How many entries at the front no longer fit. Whole turns go, and of the latest turn only what has no room alone. */
export function excessOf<State>(history: readonly HistoryEntry[], budget: Budget<State>, share = 1): number {
  const { maxTurns, maxChars, maxTokens = Number.POSITIVE_INFINITY, countTokens } = budget;
  const most = { turns: Math.max(1, Math.floor(maxTurns * share)), chars: maxChars * share, tokens: maxTokens * share };
  const first = history[0]?.isSummary ? 1 : 0;
  const answer = (place: number) => (place > first ? place : 0);
  let [turns, chars, tokens] = [0, 0, 0];
  /** Where the earliest turn begins that fits as a whole. */
  let fits = history.length;
  for (let place = history.length - 1; place >= first; place--) {
    const entry = history[place] as HistoryEntry;
    chars += charsOf(entry);
    tokens += countTokens ? tokensOf(entry, countTokens) : 0;
    const isOver = chars > most.chars || tokens > most.tokens;
    if (isOver && fits === history.length) return answer(afterTools(history, place + 1));
    if (isOver) return answer(fits);
    if (place > first && !beginsTurn(history, place)) continue;
    if (++turns > most.turns) return answer(fits);
    fits = place;
  }
  return 0;
}

function beginsTurn(history: readonly HistoryEntry[], place: number): boolean {
  return history[place]?.role === "user" && history[place - 1]?.role !== "user";
}

/** What a tool answered means nothing without its call; the last entry stays all the same. */
function afterTools(history: readonly HistoryEntry[], place: number): number {
  let at = Math.min(place, history.length - 1);
  while (at < history.length - 1 && history[at]?.role === "tool") at++;
  return at;
}

function charsOf({ content, media, tool }: HistoryEntry): number {
  return content.length + lengthOf("media", media) + lengthOf("tool", tool);
}

function lengthOf(name: string, data: object | undefined): number {
  return data === undefined ? 0 : jsonOf(name, data).length;
}

function tokensOf(entry: HistoryEntry, countTokens: (entry: HistoryEntry) => number): number {
  const tokens = countTokens(entry);
  if (Number.isFinite(tokens) && tokens >= 0) return tokens;
  throw new InvalidArgumentError(`Expected \`countTokens\` to answer a number of at least 0, got ${describe(tokens)}.`);
}

/**
 * Takes what no longer fits out of a history, in place.
 *
 * @returns whether it is within its budget: not when `summarize` threw, which goes to `onError`
 */
export async function trim<State>(
  history: HistoryEntry[],
  key: SessionKey,
  budget: Budget<State>,
  onError: (error: unknown) => void,
): Promise<boolean> {
  const { summarize } = budget;
  if (excessOf(history, budget) === 0) return true;
  if (!summarize) return cut(history, excessOf(history, budget));
  const excess = excessOf(history, budget, 0.5);
  const dropped = history.slice(0, excess);
  try {
    const content = await summarize(dropped, key);
    if (typeof content !== "string") {
      throw new InvalidArgumentError(`Expected \`summarize\` to answer a text, got ${describe(content)}.`);
    }
    const at = dropped.at(-1)?.at ?? 0;
    // What was pushed meanwhile is behind them.
    history.splice(0, excess, ...(content === "" ? [] : [{ role: "system", content, at, isSummary: true } as const]));
    return true;
  } catch (error) {
    onError(error);
    return false;
  }
}

/** Drops so many entries, except an earlier summary. */
export function cut(history: HistoryEntry[], excess: number): true {
  const first = history[0]?.isSummary ? 1 : 0;
  history.splice(first, excess - first);
  return true;
}
