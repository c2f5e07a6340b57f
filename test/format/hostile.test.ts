import { toWhatsApp } from "evolution-kit/format";
import { describe, expect, it } from "vitest";

const MB = 1_000_000;
const fill = (part: string, length = MB) => part.repeat(Math.ceil(length / part.length));
const invisible = /[\u200B\u2060]/g;

describe("one megabyte comes back, every character of it shown:", () => {
  it.each([
    ["stars", "*"],
    ["open brackets", "["],
    ["underscores that may all open", "_a"],
    ["stars that may all open", "*a"],
    ["tildes", "~a"],
    ["backticks", "`a"],
    ["links that never end", "[a]("],
    ["quote marks", "> "],
    ["bullets in bullets", "- "],
    ["numbers in numbers", "1. "],
    ["pipes", "|"],
    ["less-than signs", "<"],
    ["dots in a word that may be an address", "a."],
    ["an address that never ends", "http://a?!."],
  ])("%s", (_name, part) => {
    const text = fill(part);
    expect(visible(toWhatsApp(text))).toBe(visible(text));
  });
});

describe("a structure far too deep keeps its words:", () => {
  it.each([
    ["a list nested 1,000 deep", Array.from({ length: 1000 }, (_, i) => `${" ".repeat(2 * i)}- w${i}`).join("\n")],
    ["quotes that step down", Array.from({ length: 24 }, (_, i) => `${"> ".repeat(24 - i)}w${i}`).join("\n")],
    ["quotes in lists with a long lazy end", `> - > - > - w0\n${fill("w\n", 20_000)}`],
    ["emphasis nested 300 deep", `${fill("**_", 450)}w${fill("_**", 450)}`],
    ["a paragraph hidden behind a quoted fence", `> \`\`\`\n\n${fill("_a", 100_000)} w`],
    ["a paragraph hidden behind a fence in a comment", `<!--\n\`\`\`\n-->\n${fill("_a", 100_000)} w\n\`\`\``],
  ])("%s", (_name, text) => {
    const words = (shown: string) => shown.replace(invisible, "").match(/w\d*/g);
    expect(words(toWhatsApp(text))).toEqual(words(text));
  });
});

it("one dense paragraph is shown plain, its neighbours keep their formatting", () => {
  const dense = fill("_a", 4000);
  expect(toWhatsApp(`**before**\n\n${dense}\n\n**after**`).replace(invisible, "")).toBe(
    `*before*\n\n${dense}\n\n*after*`,
  );
});

it("a long list with emphasis in every item is not dense", () => {
  const list = fill("- **a** _b_\n", 12 * 800);
  expect(toWhatsApp(list)).toBe(fill("- *a* _b_\n", 10 * 800).trimEnd());
});

it("code full of markers stays code", () => {
  const code = fill("a_b[0] *= c;\n", 20_000).trimEnd();
  expect(toWhatsApp(`x\n\n\`\`\`js\n${code}\n\`\`\`\n\n**y**`)).toBe(`x\n\n\`\`\`\n${code}\n\`\`\`\n\n*y*`);
});

it("nothing, white space and broken characters are fine", () => {
  expect(toWhatsApp("")).toBe("");
  expect(toWhatsApp(" \n\t\n ")).toBe("");
  expect(toWhatsApp("a\uD800 **b\uDC00**")).toBe("a\uD800 *b\uDC00*");
  expect(toWhatsApp("\0")).toBe("\0");
});

function visible(text: string): string {
  return text.replace(invisible, "").trim();
}
