import { isRecord } from "../../internal/record.js";

/** For objects that are built field by field before they are handed out. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A text that is not empty, `undefined` for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * A number in any form the gateway's versions have for it: a number, a decimal text, or `{ low, high, unsigned }`, whose
 * `low` may be negative. `undefined` for anything else, NaN and infinity included.
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "string") return /^-?\d{1,20}(\.\d{1,20})?$/.test(value) ? Number(value) : undefined;
  if (!isRecord(value)) return undefined;
  const { low, high } = value;
  if (typeof low !== "number" || typeof high !== "number") return undefined;
  const whole = high * 2 ** 32 + (low >>> 0);
  return Number.isFinite(whole) ? whole : undefined;
}

/** Epoch ms of a `messageTimestamp`: seconds, or milliseconds where the value is too large for seconds. */
export function epochMs(value: unknown): number | undefined {
  const time = numberOf(value);
  if (time === undefined || time <= 0 || time > latestMs) return undefined;
  return time < 1e11 ? time * 1_000 : time;
}

/** The last instant that a `Date` can hold. */
const latestMs = 8.64e15;

/** A size or a duration: a number that is not negative. */
export function amountOf(value: unknown): number | undefined {
  const amount = numberOf(value);
  return amount !== undefined && amount >= 0 ? amount : undefined;
}
