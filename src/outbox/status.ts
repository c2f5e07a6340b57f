import { entry } from "../internal/record.js";

/** How far a message came, in the words of this package. */
export type Reached = "accepted" | "delivered" | "read" | "played" | "failed";

/**
 * The gateway's words, Baileys' and Meta's. A later status implies the earlier ones, because any one of them may be lost. What
 * was delivered has not failed, so `ERROR` counts only before that.
 */
const table: Readonly<Record<string, readonly [rank: number, reached?: Reached]>> = {
  PENDING: [0],
  SERVER_ACK: [1, "accepted"],
  SENT: [1, "accepted"],
  ERROR: [2, "failed"],
  FAILED: [2, "failed"],
  DELIVERY_ACK: [3, "delivered"],
  DELIVERED: [3, "delivered"],
  READ: [4, "read"],
  PLAYED: [5, "played"],
};

/** Statuses of a higher rank are further; -1: none, or one that says nothing about the way. */
export function rankOf(status: string | undefined): number {
  return entry(table, status)?.[0] ?? -1;
}

export function reachedBy(status: string | undefined): Reached | undefined {
  return entry(table, status)?.[1];
}
