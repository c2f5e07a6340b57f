import type { LimitDecision, RuleState } from "../decision.js";

export interface RateLimitHeadersOptions {
  /** `RateLimit-Limit`, `-Remaining` and `-Reset` of older drafts too, about the tightest rule. @default false */
  readonly legacy?: boolean | undefined;
}

/**
 * The headers that tell an HTTP client where it stands: `RateLimit-Policy` and `RateLimit` of
 * draft-ietf-httpapi-ratelimit-headers-11 and, when refused, `Retry-After`. A refusal names only the rules that refuse. Times
 * are seconds, rounded up. Empty where no rule was asked.
 *
 * @example rateLimitHeaders(decision) // { "RateLimit-Policy": '"user";q=20;w=60', RateLimit: '"user";r=5;t=30' }
 */
export function rateLimitHeaders(
  decision: LimitDecision,
  { legacy = false }: RateLimitHeadersOptions = {},
): Record<string, string> {
  const { allowed, rules, retryAfterMs } = decision;
  const told = allowed ? rules : rules.filter((state) => !state.allowed);
  const tightest = rules.find(({ name }) => name === decision.rule);
  return {
    ...(rules.length > 0 && { "RateLimit-Policy": rules.map(policyOf).join(", ") }),
    ...(told.length > 0 && { RateLimit: told.map(limitOf).join(", ") }),
    ...(!allowed && { "Retry-After": String(seconds(retryAfterMs)) }),
    ...(legacy && tightest && legacyHeaders(tightest)),
  };
}

/** Names are letters, digits and marks that need no escaping. */
const policyOf = ({ name, limit, windowMs }: RuleState) => `"${name}";q=${limit};w=${seconds(windowMs)}`;
const limitOf = (state: RuleState) => `"${state.name}";r=${remaining(state)};t=${untilNext(state)}`;

function legacyHeaders(state: RuleState): Record<string, string> {
  return {
    "RateLimit-Limit": String(state.limit),
    "RateLimit-Remaining": String(remaining(state)),
    "RateLimit-Reset": String(untilNext(state)),
  };
}

/** What is left does not help who is refused. */
const remaining = (state: RuleState) => (state.allowed ? state.remaining : 0);
/** Not later than `Retry-After`, which is the earliest that a client may come back. */
const untilNext = (state: RuleState) => seconds(state.allowed ? state.resetMs : state.retryAfterMs);
const seconds = (ms: number) => Math.ceil(ms / 1_000);
