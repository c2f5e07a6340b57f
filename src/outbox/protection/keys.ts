import { InvalidArgumentError } from "../../errors/index.js";
import { hashOf } from "../../internal/hash.js";
import { describe } from "../../internal/record.js";

/** What a state store takes. */
const longestKey = 500;

/** A record's key from texts that may hold anything. Too long: by hash, with a mark that no encoded text has. */
export function keyOf(kind: string, ...parts: readonly string[]): string {
  const key = [kind, ...parts.map(encodeURIComponent)].join("/");
  return key.length <= longestKey ? key : `${kind}/#${hashOf(key)}`;
}

/** How the names of an instance's lanes begin, and those of no other's. */
export const lanePrefixOf = (instanceName: string): string => `${encodeURIComponent(instanceName)}/`;

/** @throws {InvalidArgumentError} it names no instance */
export function checkName(option: string, value: unknown): asserts value is string {
  if (typeof value === "string" && value !== "" && value.isWellFormed()) return;
  throw new InvalidArgumentError(
    `Expected \`${option}\` to be a text that is not empty, without halves of surrogate pairs, got ${describe(value)}.`,
  );
}
