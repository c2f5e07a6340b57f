/** Two keys that turned out to be one person's. */
export interface PersonMerge {
  /** The instance where it was learned; with a `scope` of your own, others may know the two as well. */
  readonly instanceName: string;
  /** The key that was given out and stands for `into` from now on. */
  readonly from: string;
  readonly into: string;
}

/** A pair that cannot be true beside what is known: one LID with two numbers, or one number with two LIDs. */
export interface Contradiction {
  readonly instanceName: string;
  /** JIDs, as they were seen together. */
  readonly phone: string;
  /** The LID; or another spelling of the number, where the two have different LIDs. */
  readonly other: string;
  /** The keys of the two persons. They stay two. */
  readonly persons: readonly [string, string];
  /** The event or answer that said so. */
  readonly source: string;
  /** Epoch ms. */
  readonly seenAt: number;
}

/** What this process's map tells. Another process tells of what it has learned itself. */
export type IdentityEvents = {
  /** Two addresses are one person's. `phone` and `other` are JIDs; `other` is the LID, or another spelling of the number. */
  learned: {
    readonly instanceName: string;
    readonly phone: string;
    readonly other: string;
    readonly person: string;
    readonly source: string;
  };
  /** Every `onMerge` hook is done with two persons that are one. */
  merged: PersonMerge;
  /** Told once in 30 days for each pair, by the process that saw it first. Nothing was merged. */
  contradiction: Contradiction;
  /** An event of the Business integration before 2.4.0 had a pair in it: its chat may be another customer's. */
  distrusted: {
    readonly instanceName: string;
    readonly phone: string;
    readonly other: string;
    readonly source: string;
  };
  /** An `onMerge` hook or a handler threw. The merge is tried again by `resumePending`. */
  error: unknown;
};

export type IdentityEventName = keyof IdentityEvents;
