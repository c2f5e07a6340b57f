import fc from "fast-check";
import { expect, it } from "vitest";
import { pack } from "../../src/internal/packed-text.js";
import { behindPrefix, compareText } from "../../src/state/order.js";
import { runs } from "../support/properties.js";

const unit = fc.oneof(
  fc.constantFrom("\0", "\u0001", "a", "\ud7ff", "\ue000", "\uffff", "🙈", "\u{10000}", "\u{10ffff}"),
  fc.string({ unit: "binary", maxLength: 2 }),
);
const text = fc.array(unit, { maxLength: 6 }).map((parts) => parts.join(""));

it("texts are in the order of their bytes, as servers have them", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: runs(1_000) },
  );
});

it("what is packed keeps its order, and its beginnings", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareText(pack(a), pack(b)))).toBe(Math.sign(compareText(a, b)));
      expect(pack(a).startsWith(pack(b))).toBe(a.startsWith(b));
    }),
    { numRuns: runs(1_000) },
  );
});

it("the text behind a prefix is behind all that begin with it, and not behind any other that is behind them", () => {
  fc.assert(
    fc.property(text, text, (prefix, other) => {
      const behind = behindPrefix(prefix);
      const isBetween = compareText(other, prefix) >= 0 && (behind === undefined || compareText(other, behind) < 0);
      expect(isBetween).toBe(other.startsWith(prefix));
      const longer = prefix + other;
      expect(behind === undefined || compareText(longer, behind) < 0).toBe(true);
    }),
    { numRuns: runs(1_000) },
  );
});

it.each([
  ["", undefined],
  ["a", "b"],
  ["a\u{10ffff}", "b"],
  ["\u{10ffff}\u{10ffff}", undefined],
  ["\ud7ff", "\ue000"],
  ["\uffff", "\u{10000}"],
])("behind all that begin with %j comes %j", (prefix, behind) => {
  expect(behindPrefix(prefix)).toBe(behind);
});
