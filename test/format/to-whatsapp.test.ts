import { toWhatsApp } from "evolution-kit/format";
import { describe, expect, it } from "vitest";
import { cases } from "./cases.js";
import { shown } from "./phone.js";

describe("a message is written as", () => {
  it.each(cases)("%s", (_name, markdown, message) => {
    expect(toWhatsApp(markdown)).toBe(message);
  });
});

describe("a phone of either reading shows", () => {
  it.each(cases)("%s", (_name, markdown, _message, expected) => {
    expect(shown(toWhatsApp(markdown))).toBe(expected);
    expect(shown(toWhatsApp(markdown), "anything but letters and digits")).toBe(expected);
  });
});

it("nothing invisible is put into what people copy", () => {
  const copied = ["wa.me/_x_", "https://a.com/_x_", "a_b@c.com", "62070503***63041D3D", "1.234,56", "`a*b*`"];
  for (const text of copied) expect(toWhatsApp(`**see:** ${text} \\*now\\*`)).toContain(` ${text} `);
  expect(toWhatsApp("**a 62070503***63041D3D b**")).toContain("62070503***63041D3D");
});

describe("options", () => {
  it("bullets: one mark per depth, the last for deeper lists", () => {
    expect(toWhatsApp("- a\n  - b\n    - c", { bullets: ["•", "–"] })).toBe("• a\n  – b\n    – c");
    expect(toWhatsApp("- a", { bullets: [] })).toBe("- a");
  });

  it("headings: bold, italic or as plain lines", () => {
    expect(toWhatsApp("# a *b*", { headings: "italic" })).toBe("_a b_");
    expect(toWhatsApp("# a *b*", { headings: "plain" })).toBe("a _b_");
  });

  it("links: label and address, or one of them", () => {
    const text = "[a](https://b.c), [b.c](https://b.c), <https://d.e>, [f](#g)";
    expect(toWhatsApp(text, { links: "label" })).toBe("a, https://b.c, https://d.e, f");
    expect(toWhatsApp(text, { links: "url" })).toBe("https://b.c, https://b.c, https://d.e, f");
  });

  it("mentions: numbers for names, in any case, the longest name first, and only for whole names", () => {
    const mentions = { Ana: "5511999990001", "Ana Maria (shop)": "5511999990002:3@s.whatsapp.net", Zé: "123@lid" };
    expect(toWhatsApp("**@Ana**, @ana maria (shop), @zé!", { mentions })).toBe(
      "*@5511999990001*, @5511999990002, @123!",
    );
    const others = "@Anabel x@ana @Ana_b a@ana.com `@Ana`";
    expect(toWhatsApp(others, { mentions })).toBe(others);
  });

  it("mentions: a name stays where there is no number for it, and a number may be one", () => {
    const mentions = { Ana: "", Zé: "unknown", Bo: 5511999990001 as unknown as string };
    expect(toWhatsApp("**Hi** @Ana, @Zé, @Bo", { mentions })).toBe("*Hi* @Ana, @Zé, @5511999990001");
  });

  it("tables: always aligned, always listed, or by width", () => {
    const wide = "| name | what it is for |\n|---|---|\n| a | something or other |";
    expect(toWhatsApp(wide, { tables: "aligned" })).toBe(
      "```\nname  what it is for\n----  ------------------\na     something or other\n```",
    );
    expect(toWhatsApp(wide, { tables: "list", width: 99 })).toBe("*name:* a\n*what it is for:* something or other");
    expect(toWhatsApp(wide, { width: 23 })).toContain("*name:*");
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
