import * as z from "zod";

/** How many sends may begin in a time. */
export interface PaceRate {
  /** No window of `windowMs` ever holds more. */
  readonly limit: number;
  /** In ms, at most 604_800_000 (7 days). */
  readonly windowMs: number;
  /**
   * How many of them may begin at once; then as many must wait for their part of the window to pass. At most `limit`, best a
   * divisor of it: of `limit: 5, burst: 3` only 3 fit into each window. @default 1: evenly spread
   */
  readonly burst?: number | undefined;
}

/**
 * How fast an outbox sends. It keeps a number from sending in floods and a chat from being spammed, and it is no promise:
 * WhatsApp limits and bans by rules of its own, which no pace is known to satisfy.
 */
export interface PaceOptions {
  /** All sends of an instance together. `false`: no limit. @default limit 5, windowMs 1_000 */
  readonly perInstance?: PaceRate | false | undefined;
  /** The sends of an instance into one chat. `false`: no limit. @default limit 1, windowMs 1_000 */
  readonly perChat?: PaceRate | false | undefined;
  /**
   * How irregular the time between two sends is: by this part of its mean, up and down. It makes a pace slower, never faster
   * than its limit: with 0.2, five a second are 200 to 280 ms apart, and four on average. From 0 to 1. @default 0.2
   */
  readonly jitter?: number | undefined;
}

const whole = (least: number, most: number, hint: string) => {
  const error = `to be a whole number from ${least} to ${most}. ${hint}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

/** Three windows, the longest hold with `jitter: 1`, are less than a timer of the platform can wait. */
const longestWindowMs = 604_800_000;

const rate = z
  .object(
    {
      limit: whole(1, 1_000_000, "Pass how many sends may begin in a window: 5"),
      windowMs: whole(1, longestWindowMs, "Pass milliseconds: 1_000"),
      burst: whole(1, 1_000, "Leave it out to spread sends evenly").default(1),
    },
    { error: "to be a limit and its window, or false. Pass { limit: 5, windowMs: 1_000 }" },
  )
  .refine(({ limit, burst }) => burst <= limit, {
    path: ["burst"],
    error: "to be at most `limit`. Raise `limit` and `windowMs` together: the mean stays the same",
  });

/** `false` as `null`, so that what is wrong inside is named, which a union does not. */
const orNone = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === false ? null : value), schema);

const jitter = "to be a number from 0 to 1. Pass 0.2 for 20 %";

/** @internal What `pace` of an outbox may be, with the defaults filled in; `null`: no pace. */
export const paceOption = orNone(
  z
    .object(
      {
        perInstance: orNone(rate.nullable().default({ limit: 5, windowMs: 1_000, burst: 1 })),
        perChat: orNone(rate.nullable().default({ limit: 1, windowMs: 1_000, burst: 1 })),
        jitter: z.number({ error: jitter }).min(0, { error: jitter }).max(1, { error: jitter }).default(0.2),
      },
      { error: "to be limits, or false. Pass { perInstance: { limit: 5, windowMs: 1_000 } }" },
    )
    .nullable()
    .prefault({}),
);

/** @internal */
export type ResolvedPaceOptions = NonNullable<z.output<typeof paceOption>>;

/** @internal How a limit is kept: `burst` places, and who begins leaves its place after `holdMs`, by chance up to `mostMs`. */
export interface Places {
  readonly burst: number;
  readonly leastMs: number;
  readonly mostMs: number;
  readonly meanMs: number;
}

/**
 * @internal In any window each place begins at most `floor(limit / burst)` sends, which is `limit` for all. One ms more,
 * because a timer may fire that much too early.
 */
export function placesOf({ limit, windowMs, burst }: Required<PaceRate> & { burst: number }, part: number): Places {
  const leastMs = Math.ceil(windowMs / Math.floor(limit / burst)) + 1;
  return { burst, leastMs, mostMs: Math.ceil(leastMs * (1 + 2 * part)), meanMs: leastMs * (1 + part) };
}
