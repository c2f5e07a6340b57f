import { InvalidArgumentError } from "../errors/index.js";
import { describe } from "../internal/record.js";

const longestKey = 1_000;

/** @throws {InvalidArgumentError} a store may keep it as something else, or not at all */
export function checkKey(key: unknown): asserts key is string {
  if (typeof key === "string" && key.length > 0 && key.length <= longestKey && key.isWellFormed()) return;
  throw new InvalidArgumentError(
    `Expected \`key\` to be a text of 1 to ${longestKey} characters without halves of surrogate pairs, got ${describe(key)}.`,
  );
}

/** @throws {InvalidArgumentError} */
export function checkText(name: string, text: unknown): asserts text is string {
  if (typeof text === "string" && text.isWellFormed()) return;
  throw new InvalidArgumentError(
    `Expected \`${name}\` to be a text without halves of surrogate pairs, got ${describe(text)}.`,
  );
}

/** How many a page may hold. @throws {InvalidArgumentError} */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 10_000) return;
  throw new InvalidArgumentError(`Expected \`limit\` to be a whole number from 1 to 10000, got ${describe(limit)}.`);
}
