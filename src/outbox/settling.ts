import type { Uncertain } from "./job.js";
import type { Seen } from "./look.js";

/** When a send in doubt is looked for, as parts of `settleMs`: at once, soon again, then in even steps to the end. */
const looksAt = [0, 1 / 30, 1 / 10, 1 / 5, 1 / 3, 1 / 2, 2 / 3, 5 / 6, 1];
/** A gateway that was asked in vain is asked again so soon. */
const vainMs = 2_000;
/** As many looks in a row must agree that a message is not there. */
const agreeing = 3;

/** What is done after a look. */
export type Step =
  | { readonly kind: "sent" }
  /** It is not there, and it would be: proven not sent. */
  | { readonly kind: "not-sent" }
  /** Looked for again in `delayMs`. */
  | { readonly kind: "again"; readonly noted: Uncertain; readonly delayMs: number }
  /** The time is over, and nobody knows. */
  | { readonly kind: "unknown" };

/**
 * Absence proves nothing unless the gateway was seen storing some message since the attempt, the margin (a third of
 * `settleMs`, and the `delay` that the gateway waits) has passed, and several looks agree.
 *
 * @param seen `undefined`: the gateway could not be asked, which tells nothing and costs no look
 */
export function settle(
  noted: Uncertain,
  seen: Seen | undefined,
  { settleMs, delayMs, now }: { readonly settleMs: number; readonly delayMs: number; readonly now: number },
): Step {
  if (seen?.kind === "found") return { kind: "sent" };
  if (!seen) return { kind: "again", noted, delayMs: Math.min(vainMs, settleMs) };
  const isLate = now >= noted.since + settleMs / 3 && now >= noted.at + delayMs + settleMs / 3;
  const counts = seen.isStoring && isLate && !noted.isRowless;
  const absences = counts ? noted.absences + 1 : 0;
  if (absences >= agreeing) return { kind: "not-sent" };
  const looks = noted.looks + 1;
  const last = looksAt[looks - 1] ?? 1;
  const next = looksAt[looks];
  if (next === undefined) return { kind: "unknown" };
  return { kind: "again", noted: { ...noted, looks, absences }, delayMs: Math.ceil((next - last) * settleMs) };
}
