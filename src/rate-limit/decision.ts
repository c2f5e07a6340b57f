/** What is to become of a message that is refused. */
export type LimitPolicy = "drop" | "defer" | "queue";

/** Where one rule stands. */
export interface RuleState {
  readonly name: string;
  /** `false`: this rule refuses. */
  readonly allowed: boolean;
  /** What a window allows this subject, without its burst. */
  readonly limit: number;
  readonly windowMs: number;
  /** What is left, with its burst. */
  readonly remaining: number;
  /** Until the window is over; a whole window where nothing is counted. */
  readonly resetMs: number;
  /** 0 where it allows. */
  readonly retryAfterMs: number;
}

/**
 * Who decided: the counts of the store, or of the insurance when the store failed; `onStoreError` when both did; or nobody,
 * because the subject is on the allow list, costs nothing, or no rule applies to it.
 */
export type DecidedBy = "store" | "insurance" | "onStoreError" | "nobody";

/** What `check` and `peek` answer. */
export interface LimitDecision {
  readonly allowed: boolean;
  /** The name of the tightest rule: of those that refuse, the one that does so longest; else the one with the least left. */
  readonly rule?: string | undefined;
  /** What the tightest rule has left; `Infinity` when nobody limits. */
  readonly remaining: number;
  /** Until the tightest rule's window is over, in ms. */
  readonly resetMs: number;
  /** When to come back, in ms; 0 when allowed. What costs more than a whole window allows is refused again then. */
  readonly retryAfterMs: number;
  /** What is to become of it, by the tightest rule's `onLimit`. Not set when allowed. */
  readonly policy?: LimitPolicy | undefined;
  /** With `defer` and `queue`: for how long, in ms. */
  readonly deferMs?: number | undefined;
  /** What to tell the chat, once per window. Not set: say nothing. */
  readonly notice?: string | undefined;
  readonly decidedBy: DecidedBy;
  /** All rules that apply, in their order. Empty when `decidedBy` says that none was asked. */
  readonly rules: readonly RuleState[];
}

/** Nothing limits. */
export const unlimited: LimitDecision = {
  allowed: true,
  remaining: Number.POSITIVE_INFINITY,
  resetMs: 0,
  retryAfterMs: 0,
  decidedBy: "nobody",
  rules: [],
};

/** When to come back where nothing is known: the store may be there again. */
const unknownRetryMs = 5_000;

/** Neither the store nor the insurance could say. A message is not lost for that. */
export function withoutStore(allowed: boolean): LimitDecision {
  const retryAfterMs = allowed ? 0 : unknownRetryMs;
  return {
    allowed,
    remaining: 0,
    resetMs: retryAfterMs,
    retryAfterMs,
    ...(!allowed && { policy: "defer", deferMs: retryAfterMs }),
    decidedBy: "onStoreError",
    rules: [],
  };
}

/** The rule to report: see {@link LimitDecision.rule}. */
export function tightestOf<State extends RuleState>(states: readonly [State, ...State[]]): State {
  return states.reduce((tightest, state) => (isTighter(state, tightest) ? state : tightest));
}

function isTighter(a: RuleState, b: RuleState): boolean {
  if (a.allowed !== b.allowed) return !a.allowed;
  if (!a.allowed) return a.retryAfterMs > b.retryAfterMs;
  return a.remaining !== b.remaining ? a.remaining < b.remaining : a.resetMs > b.resetMs;
}
