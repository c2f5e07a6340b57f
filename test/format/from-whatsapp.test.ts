import { fromWhatsApp, renderWhatsApp, type TextSpan, toWhatsApp } from "evolution-kit/format";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../support/properties.js";

describe("a message reads in Markdown as", () => {
  it.each([
    ["emphasis", "*Total:* 2 * 3, _thanks_ ~old~", "**Total:** 2 * 3, _thanks_ ~~old~~"],
    ["emphasis in emphasis", "*_both_ bold*", "**_both_ bold**"],
    ["emphasis inside a word", "un\u200B*believ*\u200Bable", "un<b>believ</b>able"],
    ["code", "`a_b` ```c`d```", "`a_b` ``c`d``"],
    ["a block of code", "x\n```\na *b*\n```\ny", "x\n```\na *b*\n```\ny"],
    ["a list and what follows it", "- a\n* b\nTotal", "- a\n- b\n \t\nTotal"],
    ["numbers, as they are", "1. a\n2. b\n5. c", "1. a\n2. b\n5) c"],
    ["a quote and the answer to it", "> really?\nyes", "> really?\n \t\nyes"],
    ["addresses", "https://a.com/x_y a_b@c.com www.b.com.", "https://a.com/x_y a_b@c.com www.b.com."],
    ["words with underscores", "snake_case", "snake_case"],
    ["what is no emphasis", "~5 km, 5*3*2, *open", "\\~5 km, 5\\*3\\*2, \\*open"],
    [
      "what is no heading, task, rule or table",
      "# a\n- [x] b\n---\na|b\n-|-",
      "\\# a\n- \\[x] b\n \t\n\\---\na|b\n\\-|-",
    ],
    ["what is no link, tag or entity", "[a](b) <b> &amp;", "[a\\](b) \\<b> \\&amp;"],
    ["nothing", "", ""],
  ])("%s", (_name, text, markdown) => {
    expect(fromWhatsApp(text)).toBe(markdown);
  });
});

/** What is shown: a line for each that has words, with its mark, its words and the style of each character. */
function seen(message: string): string[] {
  return renderWhatsApp(message)
    .blocks.flatMap((block) => linesOf(block.spans).map((line, i) => ({ block, line, first: i === 0 })))
    .map(({ block, line, first }) => {
      const number = block.kind === "number" ? `${block.number}. ` : "";
      const mark = { paragraph: "", code: "", quote: "> ", bullet: "- ", number }[block.kind];
      return ((first ? mark : "") + line).trim();
    })
    .filter((line) => !/^[->]?$/.test(line));
}

function linesOf(spans: readonly TextSpan[]): string[] {
  // An address leaves the styles whose markers are in it, so that nothing has to be put into it.
  const chars = spans.flatMap(({ text, bold, italic, strike, code, link }) =>
    [...text].map((char) => ({
      char,
      style:
        link || !/[\p{L}\p{N}✅]/u.test(char)
          ? ""
          : `${bold ? "b" : ""}${italic ? "i" : ""}${strike ? "s" : ""}${code ? "c" : ""}`,
    })),
  );
  const lines: string[] = [""];
  for (const { char, style } of chars) {
    if (char === "\n") lines.push("");
    else if (/\s/.test(char)) continue;
    else lines.push(`${lines.pop()}${char}${style}`);
  }
  return lines;
}

const part = fc.constantFrom(
  ..."ab12 é中✅\n*_~`->.,(#[]!<&\\|=:".split(""),
  "```",
  "\n1. ",
  "\n7. ",
  "\n> ",
  "\n- ",
  "\n  ",
  " *",
  "* ",
  " _",
  "_ ",
  "~ ",
  " ~",
  "\u200B*",
  "*\u200B",
  " https://a.b/c_d ",
  " c_d@e.com ",
);

it("toWhatsApp(fromWhatsApp(text)) shows the same as the text", () => {
  const text = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (given) => {
      // Code over several lines inside a line of text gets lines of its own, and code in a line holds no fence and ends in
      // no backtick.
      const { blocks } = renderWhatsApp(given);
      fc.pre(
        blocks.every(
          ({ kind, spans }) => kind === "code" || spans.every((span) => !span.code || !/\n|```|^`|`$/.test(span.text)),
        ),
      );
      expect(seen(toWhatsApp(fromWhatsApp(given)))).toEqual(seen(given));
    }),
    { numRuns: runs(1000) },
  );
});

it("any text is read without an exception", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (given) => {
      expect(typeof toWhatsApp(fromWhatsApp(given))).toBe("string");
    }),
    { numRuns: runs(300) },
  );
});
