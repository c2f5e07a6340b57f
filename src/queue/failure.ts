import { InvalidArgumentError, isUnrecoverableError } from "../errors/index.js";
import { backoffMs } from "../internal/backoff.js";
import { describe, fieldOf } from "../internal/record.js";
import type { Job } from "./job.js";
import type { Decision, ResolvedQueueOptions } from "./options.js";

/** What is done about a run that failed. */
export type Verdict =
  | { readonly kind: "dead" }
  | { readonly kind: "retry"; readonly delayMs: number }
  | { readonly kind: "defer"; readonly delayMs: number }
  | { readonly kind: "pause"; readonly scope: "lane" | "queue"; readonly forMs: number };

/** The longest wait that is believed: a year. */
const mostMs = 31_536_000_000;

/**
 * @param failed how often the jobs have failed, this time included
 * @throws {InvalidArgumentError} `decide` answered something else than a decision; whatever it threw
 */
export function judge<Data>(
  error: unknown,
  jobs: readonly Job<Data>[],
  failed: number,
  options: Pick<ResolvedQueueOptions<Data>, "decide" | "attempts" | "backoff" | "random">,
): Verdict {
  if (isFinal(error)) return { kind: "dead" };
  const verdict = decided(options.decide?.(error, jobs));
  if (verdict && verdict.kind !== "retry") return verdict;
  if (failed >= options.attempts) return { kind: "dead" };
  return verdict ?? { kind: "retry", delayMs: Math.max(waitMs(failed, options), askedMs(error)) };
}

function isFinal(error: unknown): boolean {
  try {
    return isUnrecoverableError(error);
  } catch {
    // A proxy may refuse to be asked.
    return false;
  }
}

/** What a decision says by itself; `undefined`: the usual. */
function decided(decision: Decision | undefined): Verdict | undefined {
  if (decision === undefined || decision === "retry") return undefined;
  if (decision === "dead") return { kind: "dead" };
  if (typeof decision !== "object" || decision === null) throw unknownDecision(decision);
  if ("pauseLaneMs" in decision) return { kind: "pause", scope: "lane", forMs: duration(decision.pauseLaneMs) };
  if ("pauseQueueMs" in decision) return { kind: "pause", scope: "queue", forMs: duration(decision.pauseQueueMs) };
  if ("deferMs" in decision) return { kind: "defer", delayMs: duration(decision.deferMs) };
  if ("retryInMs" in decision) return { kind: "retry", delayMs: duration(decision.retryInMs) };
  throw unknownDecision(decision);
}

function waitMs<Data>(
  failed: number,
  { backoff, random }: Pick<ResolvedQueueOptions<Data>, "backoff" | "random">,
): number {
  const { minTimeout, maxTimeout, factor, randomize } = backoff;
  const range = { minMs: minTimeout, maxMs: maxTimeout, factor };
  return Math.round(backoffMs(range, failed - 1, randomize ? random : () => 1));
}

/** How long the other side asked us to wait. */
function askedMs(error: unknown): number {
  const asked = fieldOf(error, "retryAfterMs");
  return typeof asked === "number" && asked > 0 ? Math.min(Math.ceil(asked), mostMs) : 0;
}

function duration(ms: Decision | number): number {
  if (typeof ms === "number" && ms >= 0) return Math.min(Math.ceil(ms), mostMs);
  throw unknownDecision(ms);
}

function unknownDecision(decision: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    `Expected \`decide\` to answer "retry", "dead", { retryInMs }, { deferMs }, { pauseLaneMs } or { pauseQueueMs } with milliseconds, got ${describe(decision)}.`,
  );
}
