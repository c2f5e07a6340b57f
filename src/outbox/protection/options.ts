import * as z from "zod";
import { whole } from "../../internal/option-schemas.js";

/** How long the circuit of an instance stays open. */
export interface BreakerOptions {
  /**
   * Where only time helps (a limit, a restriction, a token of Meta's): how long until one message is tried. Doubles with
   * every try that fails, up to `maxMs`; up to a fifth is added at random. A longer `Retry-After` is waited in full.
   *
   * @default minMs 60_000 (1 min), maxMs 900_000 (15 min)
   */
  readonly coolDown?: { readonly minMs?: number | undefined; readonly maxMs?: number | undefined } | undefined;
  /**
   * Where the instance's state tells: how long until it is read, in the same way.
   *
   * @default minMs 5_000, maxMs 60_000
   */
  readonly probe?: { readonly minMs?: number | undefined; readonly maxMs?: number | undefined } | undefined;
}

/**
 * How many people an instance may write to for the first time. It makes sudden floods of first messages impossible; it is no
 * promise that WhatsApp accepts the pace, and no number is safe.
 */
export interface FirstContactsOptions {
  /** At most so many … */
  readonly limit: number;
  /** … in any `windowMs`. */
  readonly windowMs: number;
}

const waits = (minMs: number, maxMs: number) =>
  z
    .object(
      {
        minMs: whole(2_000, "Pass milliseconds: 60_000").default(minMs),
        maxMs: whole(2_000, "Pass milliseconds: 900_000").default(maxMs),
      },
      { error: "to be an object. Pass { minMs, maxMs }" },
    )
    .refine((wait) => wait.minMs <= wait.maxMs, { error: "to have a `minMs` that is not above its `maxMs`" })
    .prefault({});

/** @internal */
export const breakerOptions = z
  .object(
    { coolDown: waits(60_000, 900_000), probe: waits(5_000, 60_000) },
    { error: "to be an object. Pass { coolDown: { minMs, maxMs } }" },
  )
  .prefault({});

/** @internal */
export const firstContactsOptions = z
  .object(
    {
      limit: whole(1, "Pass e.g. 20"),
      windowMs: whole(1_000, "Pass milliseconds: 86_400_000 for a day"),
    },
    { error: "to be an object. Pass { limit: 20, windowMs: 86_400_000 }" },
  )
  .optional();

/** @internal */
export type BreakerSettings = z.output<typeof breakerOptions>;
