import { toWhatsApp } from "evolution-kit/format";
import { describe, expect, it } from "vitest";
import { cases } from "./cases.js";
import { shown } from "./phone.js";

describe("a message is written as", () => {
  it.each(cases)("%s", (_name, markdown, message) => {
    expect(toWhatsApp(markdown)).toBe(message);
  });
});

describe("a phone shows", () => {
  it.each([
    ["bold and italic", "**a** *b* ***c***", "<b>a</> <i>b</> <bi>c</>"],
    ["crossing styles", "_a **b**_**c**", "<i>a </><bi>b</><b>c</>"],
    ["bold inside a word", "un**believ**able", "un<b>believ</>able"],
    ["bold inside Chinese", "这是**重点**内容", "这是<b>重点</>内容"],
    ["bold after an emoji", "✅**Done**", "✅<b>Done</>"],
    ["bold over lines", "**a\nb** c", "<b>a</>\n<b>b</> c"],
    ["bold with a literal star", "**a\\* b** c*", "<b>a* b</> c*"],
    ["a literal star, then bold", "\\*a **b**", "*a <b>b</>"],
    ["stars and underscores as written", "\\*x\\* \\_\\_y\\_\\_ \\~z\\~ \\`w\\`", "*x* __y__ ~z~ `w`"],
    ["arithmetic as written", "2 * 3 * 4, 5*3*2, 2**3**2, ~5~", "2 * 3 * 4, 5*3*2, 2**3**2, <s>5</>"],
    ["code as code", "`a*b*` **`c`** x`y`z", "<c>a*b*</> <bc>c</> x<c>y</>z"],
    ["no accidental lists or quotes", "\\- a\n\\> b\n1\\. c", "- a\n> b\n1. c"],
    ["lists and quotes", "- a\n- **b**\n\n> c", "• a\n• <b>b</>\n\n┃ c"],
    ["a fence inside code", "````\n```\n*x*\n````", "<c>\n```\n*x*\n</>"],
  ])("%s", (_name, markdown, expected) => {
    expect(shown(toWhatsApp(markdown))).toBe(expected);
    expect(shown(toWhatsApp(markdown), "anything but letters and digits")).toBe(expected);
  });
});

describe("options", () => {
  it("bullets: one mark per depth, the last for deeper lists", () => {
    expect(toWhatsApp("- a\n  - b\n    - c", { bullets: ["•", "–"] })).toBe("• a\n  – b\n    – c");
    expect(toWhatsApp("- a", { bullets: [] })).toBe("- a");
  });

  it("width: how much fits a monospace line, 0 for no aligned tables", () => {
    const table = "| a | b |\n|---|---|\n| x | y |";
    expect(toWhatsApp(table, { width: 4 })).toBe("```\na  b\n-  -\nx  y\n```");
    expect(toWhatsApp(table, { width: 3 })).toBe("*a:* x\n*b:* y");
    expect(toWhatsApp(table, { width: 0 })).toBe("*a:* x\n*b:* y");
  });
});

it("what an application adds to marked does not change the messages", async () => {
  const { marked } = await import("marked");
  marked.use({ gfm: false, breaks: true, tokenizer: { codespan: () => undefined } });
  expect(toWhatsApp("~~a~~ `b`")).toBe("~a~ `b`");
});
