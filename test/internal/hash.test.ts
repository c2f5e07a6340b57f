import fc from "fast-check";
import { expect, it } from "vitest";
import { hashOf } from "../../src/internal/hash.js";

it("is 32 hexadecimal digits, the same for the same text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(hashOf(text)).toMatch(/^[0-9a-f]{32}$/);
      expect(hashOf(`${text}x`.slice(0, -1))).toBe(hashOf(text));
    }),
  );
});

it("differs wherever the text differs, in all its lanes", () => {
  const texts = Array.from(
    { length: 20_000 },
    (_, i) => `["event","presence.update","shop",${i},"${"x".repeat(200)}"]`,
  );
  const hashes = texts.map(hashOf);
  expect(new Set(hashes).size).toBe(texts.length);
  const sameLanes = [0, 8, 16, 24].map(
    (at) => texts.length - new Set(hashes.map((hash) => hash.slice(at, at + 8))).size,
  );
  // By chance, two of 20,000 texts share 32 bits in one lane of twenty.
  for (const same of sameLanes) expect(same).toBeLessThanOrEqual(2);
});

it("changes about half of its bits with one character", () => {
  const bits = (hash: string) =>
    [...hash].flatMap((digit) => [...Number.parseInt(digit, 16).toString(2).padStart(4, "0")]);
  for (const [a, b] of [
    ["a", "b"],
    ["message 1", "message 2"],
    [`a${"x".repeat(500)}`, `b${"x".repeat(500)}`],
    ["", "\u0000"],
  ] as const) {
    const other = bits(hashOf(b));
    const changed = bits(hashOf(a)).filter((bit, i) => bit !== other[i]).length;
    expect(changed, `${a.slice(0, 10)} and ${b.slice(0, 10)}`).toBeGreaterThan(35);
  }
});
