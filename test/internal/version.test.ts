import { expect, it } from "vitest";
import { isAtLeast } from "../../src/internal/version.js";

it.each([
  ["2.3.6", "2.3.6", true],
  ["2.3.7", "2.3.6", true],
  ["2.3.6", "2.3.7", false],
  ["2.10.0", "2.9.9", true],
  ["3.0.0", "2.4.0", true],
  ["2.4.0-rc2", "2.4.0", true],
  ["v2.4", "2.4.0", true],
  ["2.3.10", "2.3.7", true],
  ["homolog", "2.3.7", false],
  ["", "2.3.7", false],
  [undefined, "2.3.7", false],
  [2.4, "2.3.7", false],
] as const)("%s is at least %s: %s", (version, wanted, result) => {
  expect(isAtLeast(version, wanted)).toBe(result);
});
