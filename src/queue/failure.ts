import { InvalidArgumentError, isUnrecoverableError } from "../errors/index.js";
import { describe, isRecord } from "../internal/record.js";
import type { Job } from "./job.js";
import type { Decision, ResolvedQueueOptions } from "./options.js";

/** What is done about a run that failed. */
export type Verdict =
  | { readonly kind: "dead" }
  | { readonly kind: "retry"; readonly delayMs: number }
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
  if (isUnrecoverableError(error)) return { kind: "dead" };
  const decision = options.decide?.(error, jobs);
  if (decision === "dead") return { kind: "dead" };
  if (typeof decision === "object" && decision !== null) {
    if ("pauseLaneMs" in decision) return { kind: "pause", scope: "lane", forMs: duration(decision.pauseLaneMs) };
    if ("pauseQueueMs" in decision) return { kind: "pause", scope: "queue", forMs: duration(decision.pauseQueueMs) };
  } else if (decision !== undefined && decision !== "retry") throw unknownDecision(decision);
  if (failed >= options.attempts) return { kind: "dead" };
  if (typeof decision === "object") {
    if (!("retryInMs" in decision)) throw unknownDecision(decision);
    return { kind: "retry", delayMs: duration(decision.retryInMs) };
  }
  return { kind: "retry", delayMs: Math.max(backoffMs(failed, options), askedMs(error)) };
}

/** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
export function backoffMs<Data>(
  failed: number,
  { backoff, random }: Pick<ResolvedQueueOptions<Data>, "backoff" | "random">,
): number {
  const most = Math.min(backoff.maxTimeout, backoff.minTimeout * backoff.factor ** (failed - 1));
  return Math.round(backoff.randomize ? random() * most : most);
}

/** How long the other side asked us to wait. */
function askedMs(error: unknown): number {
  const asked = isRecord(error) || error instanceof Error ? Reflect.get(error, "retryAfterMs") : undefined;
  return typeof asked === "number" && asked > 0 ? Math.min(asked, mostMs) : 0;
}

function duration(ms: Decision | number): number {
  if (typeof ms === "number" && ms >= 0) return Math.min(ms, mostMs);
  throw unknownDecision(ms);
}

function unknownDecision(decision: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    `Expected \`decide\` to answer "retry", "dead", { retryInMs }, { pauseLaneMs } or { pauseQueueMs } with milliseconds, got ${describe(decision)}.`,
  );
}
