import {
  bold,
  bullets,
  code,
  codeBlock,
  compose,
  italic,
  link,
  mention,
  numbered,
  quote,
  strike,
  type TextPart,
} from "evolution-kit/format/builders";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../support/properties.js";
import { shown, spansOf } from "./phone.js";

const J = "\u2060";
const S = "\u200B";

describe("a builder writes", () => {
  it.each<[string, TextPart, string]>([
    ["bold", bold("a"), "*a*"],
    ["italic in bold", bold("a ", italic("b")), "*a _b_*"],
    ["three styles", strike(bold(italic("a"))), "*_~a~_*"],
    ["bold over lines", bold("a\nb\r\n\n c"), "*a*\n*b*\n\n *c*"],
    ["bold with spaces at its edges", ["x", bold(" a "), "y"], "x *a* y"],
    ["nothing for nothing", ["a", bold(""), italic([]), "b"], "ab"],
    ["a number", bold(5), "*5*"],
    ["a style inside a word", ["un", bold("do"), "ing"], `un${S}*do*${S}ing`],
    ["code", code("a_b*"), "`a_b*`"],
    ["code with spaces at its edges", code(" x "), " `x`"],
    ["code of two lines", code("a\nb"), "`a`\n`b`"],
    ["code with a backtick", code("a`b"), "```a`b```"],
    ["bold code", bold("run ", code("x")), "*run `x`*"],
    ["a code block", codeBlock("a\n  *b*"), "```\na\n  *b*\n```"],
    ["a quote", quote("a\n", bold("b")), "> a\n> *b*"],
    ["a quote in a quote", quote("a", quote("b")), "> a\n> │ b"],
    ["a list in a quote", quote(bullets(["a"])), "> - a"],
    ["bullets", bullets(["a", ["b ", bold("c")]]), "- a\n- b *c*"],
    ["an item of two lines", bullets(["a\nb"]), "- a\n  b"],
    ["bullets in bullets in bullets", bullets([["a", bullets([["b", bullets(["c"])]])]]), "- a\n  ◦ b\n    ▪ c"],
    ["bullets under numbers", numbered([["a", bullets(["b"])], "c"]), "1. a\n   ◦ b\n2. c"],
    ["numbers from 9", numbered(["a\nx", "b\ny"], 9), "9. a\n   x\n10. b\n    y"],
    ["a quote in a list", bullets([["a", quote("b")]]), "- a\n  │ b"],
    ["bold over a list", bold(bullets(["a", "b"])), "- *a*\n- *b*"],
    ["an empty list", ["a", bullets([])], "a"],
    ["a list between lines", ["a:\n", bullets(["b"]), "\nc"], "a:\n- b\nc"],
    ["a list between paragraphs", ["a:\n\n", bullets(["b"]), "\n\nc"], "a:\n\n- b\n\nc"],
    ["a list right after text", ["a:", bullets(["b"]), "c"], "a:\n- b\nc"],
    ["two blocks", [quote("a"), bullets(["b"])], "> a\n- b"],
    ["a link", link("our site", "https://a.com/x_y"), "our site (https://a.com/x_y)"],
    ["a bold link", bold(link("site", "https://a.com")), "*site (https://a.com)*"],
    ["a link that says its address", link("a.com", "https://a.com/"), "https://a.com/"],
    ["a link without a label", link("", "https://a.com"), "https://a.com"],
    ["an e-mail link", link("write", "mailto:a@b.com"), "write (a@b.com)"],
    ["a phone link", link("call", "tel:+5511"), "call (+5511)"],
    ["only the label of what is no address", link("a", "javascript:alert(1)"), "a"],
    ["an address that would be formatted, encoded", link("a", "https://a.com/*b*"), "a (https://a.com/%2Ab*)"],
    ["an address that would end early, encoded", link("a", "https://a.com/b c\nd"), "a (https://a.com/b%20c)"],
    ["a mention", mention("+55 (11) 99999-0001"), "@5511999990001"],
    ["a mention by JID", mention("5511999990001:3@s.whatsapp.net"), "@5511999990001"],
  ])("%s", (_name, part, message) => {
    expect(compose(part)).toBe(message);
  });
});

describe("what a person typed is shown as typed:", () => {
  it.each<[string, TextPart, string]>([
    ["stars", ["Hi ", "*Ana*"], `Hi ${J}*Ana*`],
    ["stars in bold", bold("*Ana*"), `${J}**Ana${S}**`],
    ["a bullet", ["- a"], `${J}- a`],
    ["a number made of two parts", [1, ". a"], `${J}1. a`],
    ["a bullet made of a part and a style", ["-", bold(" a")], `${J}- *a*`],
    ["a quote on the second line", ["a\n> b"], `a\n${J}> b`],
    ["a bullet that is bold", bold("* a"), `${J}* *a*`],
    ["a line end of Unicode", ["a\u2028- b"], `a\n${J}- b`],
    ["a fence", ["```a```"], "\u2060`\u2060`\u2060`a`\u2060`\u2060`"],
    ["a fence in what looks like an address", ["```.aa/"], "\u2060`\u2060`\u2060`.aa/"],
    ["an address", ["see https://a.com/x_y_z."], "see https://a.com/x_y_z."],
    ["an address with markers", ["https://a.com/*b*"], "https://a.com/%2Ab*"],
    ["an e-mail address with markers", ["_a_@b.com"], `${J}_a_@b.com`],
  ])("%s", (_name, part, message) => {
    expect(compose(part)).toBe(message);
  });
});

it("a value is the message's text in a template literal and in JSON", () => {
  expect(`${bold("a")}!`).toBe("*a*!");
  expect(JSON.stringify({ text: bold("a") })).toBe('{"text":"*a*"}');
});

it("what looks like a builder's result in JSON is not taken for one", () => {
  const forged = JSON.parse('{"lines":[{"prefix":"","runs":[{"text":"x","style":32}]}]}') as TextPart;
  expect(() => compose(forged)).toThrow("Expected a text, a number or what a builder made, got object");
  expect(() => bold(undefined as unknown as string)).toThrow("got undefined");
  expect(() => mention("Ana")).toThrow('Expected a phone number or a JID to mention, got "Ana" (string)');
});

const hostile = fc.array(
  fc.constantFrom(
    ..."ab1é中✅ \n*_~`>-.(@/:\u200B\u2060\uD800".split(""),
    "```",
    "1. ",
    "- ",
    "> ",
    "\r\n",
    "https://a.b/",
  ),
  { maxLength: 12 },
);
const untrusted = hostile.map((parts) => parts.join(""));
/** As a phone shows it, without what cannot be seen. */
const ink = (text: string) =>
  text
    .replace(/%2A|%5F|%7E|%60/g, (code) => decodeURIComponent(code))
    .replace(/\s/g, "")
    .replace(/[\u200B\u2060]/g, "");

it("untrusted text is never formatted, and every character of it is shown", () => {
  fc.assert(
    fc.property(fc.array(untrusted, { maxLength: 4 }), (parts) => {
      for (const reading of ["punctuation only", "anything but letters and digits"] as const) {
        const spans = spansOf(compose(...parts), reading);
        expect(spans.filter(({ style }) => style !== "")).toEqual([]);
        expect(ink(spans.map(({ text }) => text).join(""))).toBe(ink(parts.join("")));
        expect(spans.map(({ text }) => text).join("")).not.toMatch(/[•┃]/);
      }
    }),
    { numRuns: runs(2000) },
  );
});

it("exactly what was given to a builder is shown in its style, in every nesting", () => {
  const letters = { bold: "b", italic: "i", strike: "s" } as const;
  const builders = { bold, italic, strike } as const;
  type Tree = { readonly text: string } | { readonly name: keyof typeof letters; readonly parts: readonly Tree[] };
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({
        text: fc.array(fc.constantFrom(..."abé中 \n*_~`(,".split("")), { maxLength: 5 }).map((c) => c.join("")),
      }),
      fc.record({
        name: fc.constantFrom("bold" as const, "italic" as const, "strike" as const),
        parts: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }),
      }),
    ),
  }));
  const build = (node: Tree): TextPart => ("text" in node ? node.text : builders[node.name](...node.parts.map(build)));
  const wanted = (node: Tree, style: string): string[] =>
    "text" in node
      ? [...node.text].filter((char) => /\p{L}/u.test(char)).map((char) => char + [...new Set(style)].sort().join(""))
      : node.parts.flatMap((part) => wanted(part, style + letters[node.name]));
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (trees) => {
      const seen = spansOf(compose(...trees.map(build))).flatMap(({ text, style }) =>
        [...text].filter((char) => /\p{L}/u.test(char)).map((char) => char + style),
      );
      expect(seen).toEqual(trees.flatMap((each) => wanted(each, "")));
    }),
    { numRuns: runs(2000) },
  );
});

it("untrusted text inside code, quotes and lists stays inside", () => {
  fc.assert(
    fc.property(untrusted, (text) => {
      const after = compose(codeBlock(text), quote(text), bullets([text]), numbered([text]), bold("end"));
      expect(shown(after).endsWith("\n<b>end</>")).toBe(true);
      const styles = new Set(spansOf(compose(quote(text), bullets([text]))).map(({ style }) => style));
      styles.delete("");
      expect([...styles]).toEqual([]);
      const block = spansOf(compose(codeBlock(text)));
      expect(block.every(({ style }) => style === "c")).toBe(true);
    }),
    { numRuns: runs(2000) },
  );
});

it("code keeps a megabyte of white space inside of it, and none at its edges", () => {
  const line = `x${" ".repeat(1_000_000)}y`;
  expect(`${code(` ${line}\t`)}`).toBe(` \`${line}\``);
});

it("a megabyte of markers is built in time, and so are 2,000 values in one another", () => {
  const big = "*_".repeat(500_000);
  expect(
    spansOf(bold(big).toString())
      .map(({ text }) => text)
      .join("").length,
  ).toBe(big.length);
  let nested: TextPart = "x";
  for (let i = 0; i < 2000; i++) nested = i % 2 ? bold(nested) : italic(nested);
  expect(compose(nested)).toBe("*_x_*");
});
