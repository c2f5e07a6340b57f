import { splitMessage, toWhatsApp } from "evolution-kit/format";
import fc from "fast-check";
import { expect, it } from "vitest";
import { runs } from "../support/properties.js";
import { shownWords } from "./shown-words.js";

const bit = fc.constantFrom(
  ..."ab1 é中ไ。✅\n\n*_~`->.!()\u200B\u2060".split(""),
  ..."ab   ".split(""),
  "```",
  "> ",
  "- ",
  "12. ",
  "👨‍👩‍👧",
  "🇧🇷",
  "e\u0301\u0323",
  "https://a.com/b_c*d ",
  "a.b@c.com",
  "word ",
  "The end. ",
);
const anything = fc.array(bit, { maxLength: 120 }).map((bits) => bits.join(""));
const run = fc
  .tuple(
    fc.constantFrom("b", "i", "s", "code"),
    fc.array(fc.constantFrom("one ", "two, ", "x*", "中文", "é. ", "5 000 "), { minLength: 1, maxLength: 12 }),
  )
  .map(([tag, words]) => `<${tag}>${words.join("").trim()}</${tag}>`);
const markdown = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\n\n",
        "\n",
        " ",
        "\n- ",
        "\n\n1. ",
        "\n\n> ",
        "\n\n# ",
        "\n\n```\na b\n\n  c `d`\n```\n\n",
        "[a](https://b.co/c_d)",
        "\\*x* ",
      ),
      run,
      fc.constantFrom("A sentence of some words. ", "plain words ", "1.234,5 "),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));
const options = fc.record({
  limit: fc.integer({ min: 20, max: 90 }),
  preferred: fc.integer({ min: 1, max: 90 }),
});

it("the pieces of any text show its words, marks and emphasis", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anything,
        markdown,
        markdown.map((text) => toWhatsApp(text)),
      ),
      options,
      (text, given) => {
        // Code that holds a fence is shown plain where it is cut: WhatsApp has no way to write it within a line.
        fc.pre(!/````/.test(text));
        expect(shownWords(...splitMessage(text, given)).join(" ")).toBe(shownWords(text).join(" "));
      },
    ),
    { numRuns: runs(300) },
  );
});

it("no piece is longer than the limit, empty, or cut inside a character; the same text gives the same pieces", () => {
  const text = fc.oneof(
    anything,
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.string({ unit: "binary", maxLength: 300 }),
  );
  fc.assert(
    fc.property(text, options, fc.boolean(), (text, { limit, preferred }, number) => {
      const given = { limit: limit + 10, preferred, number };
      const pieces = splitMessage(text, given);
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(given.limit);
        expect(piece.replace(/[\s\u200B\u2060]/g, "")).not.toBe("");
        expect(piece.isWellFormed() || !text.isWellFormed()).toBe(true);
      }
      expect(splitMessage(text, given)).toEqual(pieces);
    }),
    { numRuns: runs(300) },
  );
});
