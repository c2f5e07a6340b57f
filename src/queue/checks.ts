import { InvalidArgumentError } from "../errors/index.js";
import { describe, isRecord } from "../internal/record.js";
import { type JobState, jobStates, type PauseTarget } from "./driver.js";

const longestName = 2_000;

/** The longest that a job or a lane waits: a year. */
export const mostMs = 31_536_000_000;

export function checkName(option: string, value: unknown, least: number): asserts value is string {
  if (typeof value === "string" && value.length >= least && value.length <= longestName && value.isWellFormed()) return;
  const shown = typeof value === "string" ? `one of ${value.length} characters` : describe(value);
  throw new InvalidArgumentError(
    `Expected \`${option}\` to be a text of ${least} to ${longestName} characters without halves of surrogate pairs, got ${shown}.`,
  );
}

export function checkNumber(option: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new InvalidArgumentError(
    `Expected \`${option}\` to be a whole number from ${least} to ${most}, got ${describe(value)}.`,
  );
}

/** How many a page may hold. */
export const checkLimit = (limit: number): void => checkNumber("limit", limit, 1, 10_000);

export function checkState(state: JobState): void {
  if (jobStates.includes(state)) return;
  throw new InvalidArgumentError(`Expected \`state\` to be one of ${jobStates.join(", ")}, got ${describe(state)}.`);
}

/** What cannot be understood must not pause everything. */
export function checkTarget(target: PauseTarget): void {
  const [[key, value] = [], ...more] = isRecord(target) ? Object.entries(target) : [];
  const isText = typeof value === "string" && (key === "lane" || key === "prefix");
  if (more.length === 0 && (isText || (key === "all" && value === true))) return;
  throw new InvalidArgumentError(
    `Expected the target of a pause to be { lane }, { prefix } or { all: true }, got ${isRecord(target) ? JSON.stringify(target) : describe(target)}.`,
  );
}
