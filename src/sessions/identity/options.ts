import * as z from "zod";
import { type Clock, systemClock } from "../../internal/clock.js";
import { whole } from "../../internal/option-schemas.js";
import type { StateStore } from "../../state/store.js";

export interface IdentityMapOptions {
  /** Where it is kept who is who; one that several processes share where there are several. */
  readonly store: StateStore;
  /**
   * Instances of which this says the same text know the same persons. Use it when several instances are the same WhatsApp
   * account; hooks of `onMerge` then have to look at all of them. @default each instance knows its own
   */
  readonly scope?: ((instanceName: string) => string) | undefined;
  /** So many pairs are remembered in memory, not to be looked up again within an hour. @default 10_000 */
  readonly maxCachedPairs?: number | undefined;
  /** How long a merge stays with a process that gives no sign of life; it gives one every third of that. @default 30_000 */
  readonly leaseMs?: number | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/** @internal */
export const identityMapOptions = z.object({
  store: z.custom<StateStore>((value) => typeof (value as StateStore | undefined)?.open === "function", {
    error: "to be a store. Pass memoryStore() or one that outlives the process",
  }),
  scope: z
    .custom<(instanceName: string) => string>((value) => typeof value === "function", { error: "to be a function" })
    .default(() => (instanceName: string) => instanceName),
  maxCachedPairs: whole(0, "Pass 0 to remember none").default(10_000),
  leaseMs: whole(1_000, "Pass milliseconds: 30_000").default(30_000),
  clock: z
    .custom<Clock>((value) => typeof (value as Clock | undefined)?.sleep === "function", {
      error: "to be a clock with now and sleep",
    })
    .default(() => systemClock),
});
