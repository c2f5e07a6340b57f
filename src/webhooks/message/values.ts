import { fromBase64, toBase64 } from "../../internal/base64.js";
import { isRecord, type JsonObject } from "../../internal/record.js";

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

/** In the year 5138; what is larger counts in something else. */
const latestMs = 1e14;

/** A size or a duration: a number that is not negative. */
export function amountOf(value: unknown): number | undefined {
  const amount = numberOf(value);
  return amount !== undefined && amount >= 0 ? amount : undefined;
}

/**
 * Bytes in any form the gateway's versions have for them: base64, `{ "0": 18, "1": 52, … }`, a `Buffer`'s JSON, a list of
 * numbers, or bytes. `undefined` for anything else, and for none.
 */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value === "string") return isBase64(value) ? fromBase64(value) : undefined;
  if (value instanceof Uint8Array) return value.length > 0 ? value : undefined;
  if (Array.isArray(value)) return octetsOf(value);
  if (!isRecord(value)) return undefined;
  if (value.type !== "Buffer") return octetsOf(value);
  return Array.isArray(value.data) ? octetsOf(value.data) : undefined;
}

/** Bytes of any form as base64. */
export function base64Of(value: unknown): string | undefined {
  if (typeof value === "string") return isBase64(value) ? value : undefined;
  const bytes = bytesOf(value);
  return bytes && toBase64(bytes);
}

/** The numbers from index 0 on. Counts them itself: what the sender calls `length` is not asked. */
function octetsOf(indexed: readonly unknown[] | JsonObject): Uint8Array | undefined {
  const octets: number[] = [];
  for (let i = 0; ; i++) {
    const octet = (indexed as Record<number, unknown>)[i];
    if (octet === undefined) break;
    if (typeof octet !== "number" || !Number.isInteger(octet) || octet < 0 || octet > 255) return undefined;
    octets.push(octet);
  }
  return octets.length > 0 ? new Uint8Array(octets) : undefined;
}

function isBase64(text: string): boolean {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
