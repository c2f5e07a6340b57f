import { createHash } from "node:crypto";
import type { JsonObject } from "../../internal/record.js";

/** A 64-bit number as 2.3.3 and later write it. */
export interface Long {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

/** `low` is a signed 32-bit number, also for values that are not. */
export const long = (value: number, unsigned = false): Long => ({
  low: (value % 2 ** 32) | 0,
  high: Math.floor(value / 2 ** 32),
  unsigned,
});

/** Bytes as 2.3.3 and later write them: `{ "0": 18, "1": 52 }`. */
export const octets = (bytes: Uint8Array): JsonObject =>
  Object.fromEntries([...bytes].map((byte, i) => [String(i), byte]));

/** 32 bytes that are always the same for the same input: hashes, and keys where any will do. */
export const digest = (of: string | Uint8Array): JsonObject =>
  octets(new Uint8Array(createHash("sha256").update(of).digest()));

/** The same object without its fields that are `undefined`, as JSON would have it. */
export function compact<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** What a number that may have spaces, a plus, or a server behind it is on WhatsApp. */
export const phoneJid = (number: string): string => `${number.replace(/@.*$/, "").replace(/\D/g, "")}@s.whatsapp.net`;

/** The instant that everything built has unless it is told another: 2026-01-01T00:00:00Z, in epoch ms. */
export const firstAt = 1_767_225_600_000;

export const seconds = (ms: number): number => Math.floor(ms / 1_000);
