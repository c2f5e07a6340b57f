import * as z from "zod";
import type { FirstContactsOptions } from "./options.js";

/** How many were admitted until an instant, `endAt`; they count until `windowMs` after it. */
type Slot = readonly [endAt: number, count: number];

/** The slots of a window: a record of a size that does not grow with the limit, at the price of a hundredth of patience. */
const slots = 100;
const schema = z.array(z.tuple([z.number(), z.int().min(1)]));

export function readWindow(value: string | undefined): readonly Slot[] {
  try {
    return value === undefined ? [] : (schema.safeParse(JSON.parse(value)).data ?? []);
  } catch {
    return [];
  }
}

export type Admission =
  | { readonly isAdmitted: true; readonly window: readonly Slot[]; readonly expiresAt: number }
  | { readonly isAdmitted: false; readonly waitMs: number };

/** Admits one more, unless `limit` were admitted in the last `windowMs`. */
export function admitInto(window: readonly Slot[], { limit, windowMs }: FirstContactsOptions, now: number): Admission {
  // What a clock far ahead of ours has written must not count for ever.
  const counted = window.filter(([endAt]) => endAt + windowMs > now && endAt <= now + windowMs);
  const sum = counted.reduce((all, [, count]) => all + count, 0);
  if (sum >= limit) return { isAdmitted: false, waitMs: roomAt(counted, sum - limit) + windowMs - now };
  const widthMs = slotMs(windowMs);
  const endAt = (Math.floor(now / widthMs) + 1) * widthMs;
  const others = counted.filter(([end]) => end !== endAt);
  const count = counted.find(([end]) => end === endAt)?.[1] ?? 0;
  return { isAdmitted: true, window: [...others, [endAt, count + 1]], expiresAt: endAt + windowMs };
}

/** The end of the slot with which more than `over` have left. */
function roomAt(window: readonly Slot[], over: number): number {
  let left = 0;
  for (const [endAt, count] of window.toSorted(([a], [b]) => a - b)) {
    left += count;
    if (left > over) return endAt;
  }
  return 0;
}

/** How long a slot is. */
export const slotMs = (windowMs: number): number => Math.ceil(windowMs / slots);
