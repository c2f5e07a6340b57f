import { splitMessage } from "evolution-kit/format";
import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

describe("a message is cut", () => {
  it.each<[string, string, number, string[]]>([
    ["between paragraphs first", "One. Two.\nThree.\n\nFour. Five.", 24, ["One. Two.\nThree.", "Four. Five."]],
    ["then between lines", "One. Two.\nThree. Four.\nFive.", 24, ["One. Two.\nThree. Four.", "Five."]],
    [
      "then between sentences",
      "The first is here. The second is longer.",
      30,
      ["The first is here.", "The second is longer."],
    ],
    ["then between words", "one two three four five six", 20, ["one two three four", "five six"]],
    ["then between characters", "aaaaaaaaaaaaaaaaaaaaaaaaa", 20, ["aaaaaaaaaaaaaaaaaaaa", "aaaaa"]],
    ["not after a title", "Please ask for our Dr. Silva. Thanks.", 31, ["Please ask for our Dr. Silva.", "Thanks."]],
    [
      "not after an initial or a number",
      "It is J. R. Smith at no. 5. Then go left.",
      30,
      ["It is J. R. Smith at no. 5.", "Then go left."],
    ],
    [
      "not before a small letter",
      "“Really?” he asked me. She said yes.",
      30,
      ["“Really?” he asked me.", "She said yes."],
    ],
    [
      "after a sentence in Chinese",
      "这是第一句话，比较长一点。这是第二句话，也不短。",
      20,
      ["这是第一句话，比较长一点。", "这是第二句话，也不短。"],
    ],
    ["between words in Thai", "สวัสดีครับวันนี้อากาศดีมาก", 20, ["สวัสดีครับวันนี้", "อากาศดีมาก"]],
    ["not inside a number", "We are at the number +55 11 91234", 28, ["We are at the number", "+55 11 91234"]],
    [
      "not inside a decimal number or an amount",
      "It will cost you about R$ 1.234,50",
      28,
      ["It will cost you about", "R$ 1.234,50"],
    ],
    [
      "not inside an address",
      "see it at https://example.com/a.b?c=d. Bye",
      30,
      ["see it at", "https://example.com/a.b?c=d.", "Bye"],
    ],
    ["not inside an emoji", `${"👨‍👩‍👧".repeat(4)}`, 20, ["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧👨‍👩‍👧"]],
    ["not inside a flag", "🇧🇷".repeat(7), 22, ["🇧🇷".repeat(5), "🇧🇷".repeat(2)]],
    ["outside a run if it can be", "one two *three four five* six", 24, ["one two", "*three four five* six"]],
    [
      "in a run that is closed and opened again",
      "*one _two three four_ five six*",
      20,
      ["*one _two three_*", "*_four_ five six*"],
    ],
    ["in a quote that goes on", "> one two three four five six", 20, ["> one two three", "> four five six"]],
    [
      "between the lines of code",
      "```\nconst a = 1;\nconst b = 2;\n```",
      24,
      ["```\nconst a = 1;\n```", "```\nconst b = 2;\n```"],
    ],
    [
      "before a heading, not after it",
      "Some first words.\n*Title*\nMore words",
      26,
      ["Some first words.", "*Title*\nMore words"],
    ],
    [
      "without making a list of what was none",
      "these are my words, - more",
      20,
      ["these are my words,", "\u2060- more"],
    ],
    [
      "without making bold of what was not",
      "aaaaaaaaaaaaaaaaaaaa*b c* d",
      20,
      ["aaaaaaaaaaaaaaaaaaaa", "\u2060*b c* d"],
    ],
  ])("%s", (_name, text, limit, pieces) => {
    expect(splitMessage(text, { limit })).toEqual(pieces);
  });

  it("where sentences end, longer than preferred, rather than inside one", () => {
    const text = "A sentence that is rather long, and goes on. Short one.";
    expect(splitMessage(text, { preferred: 30 })).toEqual([
      "A sentence that is rather long, and goes on.",
      "Short one.",
    ]);
    const code = "Look:\n\n```\nconst first = 1;\nconst second = 2;\n```\n\nDone.";
    expect(splitMessage(code, { preferred: 30 })).toEqual([code.slice(0, -7), "Done."]);
  });

  it("at 1,600 characters as a rule, and never above 4,096", () => {
    const pieces = splitMessage("Some words make a sentence. ".repeat(300));
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(1600);
    expect(splitMessage("x".repeat(5000)).map((piece) => piece.length)).toEqual([4096, 904]);
  });
});

it("white space after a full stop that needs none is no piece with an empty quote", () => {
  expect(splitMessage("> a。 ", { limit: 20, preferred: 1 })).toEqual(["> a。"]);
  expect(splitMessage("> a。 。", { limit: 20, preferred: 1 })).toEqual(["> a。", "> 。"]);
});

it("a star that a piece begins with is no bullet", () => {
  const text = "*a* (https://b.co/c_d)\u2060**x\u200B* A sentence of some words.*";
  expect(splitMessage(text, { limit: 24, preferred: 4 })[2]).toBe("\u2060* *A*");
});

it("the mark of an item whose code is blank stays with its words", () => {
  expect(splitMessage("* ```\n```a", { limit: 20, preferred: 1 })).toEqual(["* a"]);
  expect(splitMessage("1. ```\n```a b", { limit: 20, preferred: 1 })).toEqual(["1. a b"]);
});

it("an address with a marker of its own style is shown in that style, also where it is cut", () => {
  expect(splitMessage("_https://a.com/b_c*d a_", { limit: 20, preferred: 1 })).toEqual([
    "_https://a.com/b_c*_",
    "_d a_",
  ]);
  // No address to the phone, as a letter stands before it, but people copy it.
  expect(splitMessage("_ahttps://a.com/b_c*d a_", { limit: 20, preferred: 1 })).toEqual([
    "_ahttps://a.com/b_c_",
    "_*d a_",
  ]);
});

it("a short message is one piece, as it is; a blank one is none", () => {
  expect(splitMessage("*a* _b_\r\n- c ")).toEqual(["*a* _b_\n- c"]);
  expect(splitMessage("")).toEqual([]);
  expect(splitMessage(" \n\u200B\n```\n\n```\n")).toEqual([]);
});

it("pieces are numbered on a line of their own, within the limit; a single one is not", () => {
  expect(splitMessage("One more. Two more.", { limit: 26, preferred: 9, number: true })).toEqual([
    "One more.\n(1/2)",
    "Two more.\n(2/2)",
  ]);
  expect(splitMessage("One.", { number: true })).toEqual(["One."]);
  const many = splitMessage("word ".repeat(100), { limit: 30, number: true });
  expect(many.at(-1)).toMatch(new RegExp(`\\n\\(${many.length}/${many.length}\\)$`));
  expect(Math.max(...many.map((piece) => piece.length))).toBeLessThanOrEqual(30);
});

it("without Intl.Segmenter characters stay whole all the same", () => {
  vi.stubGlobal("Intl", {});
  expect(splitMessage("👨‍👩‍👧".repeat(3), { limit: 20 })).toEqual(["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"]);
  expect(splitMessage("🇧🇷".repeat(7), { limit: 22 })).toEqual(["🇧🇷".repeat(5), "🇧🇷".repeat(2)]);
  expect(splitMessage("e\u0301\u0323".repeat(10), { limit: 20 })).toEqual([
    "e\u0301\u0323".repeat(6),
    "e\u0301\u0323".repeat(4),
  ]);
});

it("an impossible limit is refused with what to do", () => {
  expect(() => splitMessage("a", { limit: 5 })).toThrow("Expected `limit` to leave room for 20 characters, got 5");
  expect(() => splitMessage("a", { preferred: 0 })).toThrow("Expected `preferred` above 0, got 0");
});

it.each(["*", "[", "_a", "> ", "*a b* ", "```", "这是", "👨‍👩‍👧", "🇧🇷", "\u0301", "a\n", "`a b` "])(
  "one megabyte of %j comes in pieces within the limit, with every character",
  (part) => {
    const text = part.repeat(1_000_000 / part.length);
    const pieces = splitMessage(text);
    expect(pieces.every((piece) => piece.length <= 4096)).toBe(true);
    const ink = (shown: string) => shown.replace(/[\s\u200B\u2060*_`>-]/g, "").length;
    expect(ink(pieces.join(""))).toBe(ink(text));
  },
);
