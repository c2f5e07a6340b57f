import { InvalidArgumentError } from "../errors/index.js";
import { describe } from "../internal/record.js";
import { longestTimerMs } from "../internal/timer.js";
import type { StateSettings } from "./store.js";

const longestKey = 512;
const longestSpace = 64;
const latestAt = 8.64e15;

const isText = (value: unknown): value is string => typeof value === "string" && value.isWellFormed();

/** @throws {InvalidArgumentError} a store may keep it as something else, or not at all */
export function checkKey(key: unknown): asserts key is string {
  if (isText(key) && key.length > 0 && key.length <= longestKey) return;
  throw new InvalidArgumentError(
    `Expected \`key\` to be a text of 1 to ${longestKey} characters without halves of surrogate pairs, got ${describe(key)}.`,
  );
}

/** @throws {InvalidArgumentError} */
export function checkText(name: string, text: unknown): asserts text is string {
  if (isText(text)) return;
  throw new InvalidArgumentError(
    `Expected \`${name}\` to be a text without halves of surrogate pairs, got ${describe(text)}.`,
  );
}

/** @throws {InvalidArgumentError} */
export function checkSpace(space: unknown): asserts space is string {
  if (isText(space) && space.length > 0 && space.length <= longestSpace) return;
  throw new InvalidArgumentError(
    `Expected the name of a space to be a text of 1 to ${longestSpace} characters, got ${describe(space)}.`,
  );
}

/** How many a page may hold. @throws {InvalidArgumentError} */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 10_000) return;
  throw new InvalidArgumentError(`Expected \`limit\` to be a whole number from 1 to 10000, got ${describe(limit)}.`);
}

/** @throws {InvalidArgumentError} */
export function checkVersion(version: unknown): void {
  if (version === undefined || (Number.isSafeInteger(version) && Number(version) >= 0)) return;
  throw new InvalidArgumentError(
    `Expected \`version\` to be one that was read or written before, or 0 for none, got ${describe(version)}.`,
  );
}

/** @throws {InvalidArgumentError} */
export function keepOf({ keepExpiredMs = 0 }: StateSettings): number {
  if (typeof keepExpiredMs === "number" && keepExpiredMs >= 0) return keepExpiredMs;
  throw new InvalidArgumentError(
    `Expected \`keepExpiredMs\` to be a number of ms from 0, got ${describe(keepExpiredMs)}. \`Infinity\` keeps what has expired.`,
  );
}

/**
 * When a record expires and when it may be removed, in whole ms that every store can keep.
 *
 * @throws {InvalidArgumentError} `expiresAt` is no instant
 */
export function endsOf(expiresAt: number | undefined, keepExpiredMs: number) {
  if (expiresAt === undefined || expiresAt === Number.POSITIVE_INFINITY) {
    return { expiresAt: undefined, removeAt: undefined };
  }
  if (!Number.isFinite(expiresAt)) {
    throw new InvalidArgumentError(
      `Expected \`expiresAt\` to be an instant in epoch ms, got ${describe(expiresAt)}. Leave it out for a record that stays.`,
    );
  }
  const at = Math.min(Math.max(Math.ceil(expiresAt), -latestAt), latestAt);
  const removeAt = Math.ceil(at + keepExpiredMs);
  return { expiresAt: at, removeAt: removeAt <= latestAt ? removeAt : undefined };
}

/** @throws {InvalidArgumentError} */
export function checkTimeout(timeoutMs: unknown): void {
  if (typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= longestTimerMs) return;
  throw new InvalidArgumentError(
    `Expected \`timeoutMs\` to be a number of ms above 0, got ${describe(timeoutMs)}. The default is 5000.`,
  );
}

/** What was given instead of a client, which may be an address with a password. */
export function shown(given: unknown): string {
  return typeof given === "string" ? "a text that is not shown" : describe(given);
}
