import { toWhatsApp } from "evolution-kit/format";
import fc from "fast-check";
import { expect, it } from "vitest";
import { runs } from "../support/properties.js";
import { shown, spansOf } from "./phone.js";

const styles = ["b", "i", "s"] as const;
const markup = fc.constantFrom(..."ab é中✅ \n\n*_~`#>-.!()\\".split(""), "**", "~~", "__", "word ");
const run = fc.record({
  text: fc.array(fc.constantFrom("a", "é", "中", "✅", " ", ",", "(", "\\*", "\\_", "\\~", "\\`"), {
    minLength: 1,
    maxLength: 5,
  }),
  style: fc.subarray([...styles]),
});

it("any text is converted without an exception", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.array(markup).map(join)), (text) => {
      expect(typeof toWhatsApp(text)).toBe("string");
    }),
    { numRuns: runs(1000) },
  );
});

it("every letter of the text is shown, in order", () => {
  fc.assert(
    fc.property(fc.array(markup, { maxLength: 40 }).map(join), (text) => {
      fc.pre(!/~~~|```/.test(text));
      expect(letters(shownText(toWhatsApp(text)))).toBe(letters(text));
    }),
    { numRuns: runs(1000) },
  );
});

it("exactly the words that are emphasised are shown emphasised, in every position and nesting", () => {
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 8 }), (parts) => {
      const markdown = `x${parts.map(({ text, style }) => wrap(text.join(""), style)).join("")}`;
      const wanted = ["x", ...parts.flatMap(({ text, style }) => text.map((char) => char.slice(-1) + style.join("")))];
      const message = toWhatsApp(markdown);
      for (const reading of ["punctuation only", "anything but letters and digits"] as const) {
        const seen = spansOf(message, reading).flatMap(({ text, style }) => [...text].map((char) => char + style));
        expect(seen.filter(isLetter)).toEqual(wanted.filter(isLetter));
        expect(ink(seen)).toBe(ink(wanted));
      }
    }),
    { numRuns: runs(1000) },
  );
});

it("text without Markdown in it is shown as written, whatever markers it holds", () => {
  const char = fc.constantFrom(..."ab1 *_~.,(".split(""));
  fc.assert(
    fc.property(fc.array(char, { maxLength: 20 }).map(join), (text) => {
      const escaped = text.replace(/[*_~.,(]/g, "\\$&").replace(/^ +/, "");
      const message = toWhatsApp(escaped);
      expect(shown(message).trim()).toBe(text.trim());
      expect(shown(message, "anything but letters and digits").trim()).toBe(text.trim());
    }),
    { numRuns: runs(1000) },
  );
});

function wrap(text: string, style: readonly string[]): string {
  return style.reduce((inner, tag) => `<${tag}>${inner}</${tag}>`, text);
}

function join(parts: readonly string[]): string {
  return parts.join("");
}

function letters(text: string): string {
  return text.replace(/[^\p{L}✅]/gu, "");
}

function shownText(message: string): string {
  return spansOf(message)
    .map((span) => span.text)
    .join("");
}

function isLetter(char: string): boolean {
  return /^\p{L}/u.test(char);
}

/** The characters without their style and without white space. */
function ink(chars: readonly string[]): string {
  return chars
    .map((char) => char.charAt(0))
    .join("")
    .replaceAll(" ", "");
}
