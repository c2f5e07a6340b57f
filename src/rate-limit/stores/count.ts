import { StateStoreError } from "../../errors/index.js";
import { describe } from "../../internal/record.js";
import type { Count } from "../store.js";

/** The part of rate-limiter-flexible's answers that is looked at. */
interface Answer {
  readonly consumedPoints: number;
  readonly msBeforeNext: number;
}

/** @throws {StateStoreError} somebody else has written there */
export function toCount(name: string, { consumedPoints: points, msBeforeNext: leftMs }: Answer): Count {
  if (Number.isInteger(points) && typeof leftMs === "number" && leftMs >= 0) return { points, leftMs };
  throw new StateStoreError(
    `Expected ${name} to answer a count and how long it holds, got ${describe(points)} and ${describe(leftMs)}. Does something else write under the limiter's keys?`,
  );
}

/** What is over, or has no end and gets one with the next `add`, counts as nothing. */
export function toLiveCount(name: string, answer: Answer | null): Count | undefined {
  if (answer === null || answer.msBeforeNext <= 0) return undefined;
  return toCount(name, answer);
}

/** As rate-limiter-flexible has it: windows in seconds, per call. */
export const lasting = (windowMs: number) => ({ customDuration: windowMs / 1_000 });
