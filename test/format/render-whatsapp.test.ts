import { renderWhatsApp, type TextSpan } from "evolution-kit/format";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../support/properties.js";
import { shown } from "./phone.js";

describe("a phone reads", () => {
  it.each([
    ["bold, italic, struck out and code", "*a* _b_ ~c~ `d`", "<b>a</> <i>b</> <s>c</> <c>d</>"],
    ["pairs inside pairs", "*a _b ~c~_* ~_d_~", "<b>a </><bi>b </><bis>c</> <is>d</>"],
    ["a pair as far as its first end", "*a* b* c*", "<b>a</> b* c*"],
    ["a pair that would cross another not at all", "*a _b* c_", "<b>a _b</> c_"],
    ["markers after punctuation, brackets and quotes", '(*a*) "_b_" >~c~', '(<b>a</>) "<i>b</>" ><s>c</>'],
    ["no marker inside a word", "a*b* 5*3*2 snake_case_name", "a*b* 5*3*2 snake_case_name"],
    ["no marker that a letter or digit follows", "*a*b ~5~6 *c* d", "<b>a*b ~5~6 *c</> d"],
    ["no marker that touches no text", "* a* 2 * 3 * 4 *b *", "• a* 2 * 3 * 4 *b *"],
    ["no pair over two lines", "*a\nb* _c\nd_", "*a\nb* _c\nd_"],
    ["a row of markers as it is", "____ **** ~~~~", "____ **** ~~~~"],
    ["bold between two more stars", "**a**", "*<b>a</>*"],
    ["no emphasis inside code", "`*a*` *`_b_`*", "<c>*a*</> <bc>_b_</>"],
    ["code before emphasis", "*a `b* c`", "*a <c>b* c</>"],
    ["no escape", "\\*a\\*", "\\<b>a\\</>"],
    ["no emphasis after an emoji, nor inside Chinese", "✅*a* 中*b*文", "✅*a* 中*b*文"],
    ["emphasis on emoji and Chinese", "*✅* _中文_。", "<b>✅</> <i>中文</>。"],
    ["boundaries that are not seen", "a\u200B*b*\u200Bc \u2060*d*", "a<b>b</>c *d*"],
  ])("%s", (_name, text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe("lines", () => {
  const kinds = (text: string) => renderWhatsApp(text).blocks.map(({ kind }) => kind);

  it("are one block each, empty ones too", () => {
    expect(renderWhatsApp("a\n\n*b*").blocks).toEqual([
      { kind: "paragraph", spans: [{ text: "a" }] },
      { kind: "paragraph", spans: [] },
      { kind: "paragraph", spans: [{ text: "b", bold: true }] },
    ]);
    expect(renderWhatsApp("").blocks).toEqual([{ kind: "paragraph", spans: [] }]);
    expect(shown("a\r\nb")).toBe("a\nb");
  });

  it("are bullets, numbers and quotes by what they begin with", () => {
    expect(kinds("- a\n* b\n> c\n1. d\n42. e")).toEqual(["bullet", "bullet", "quote", "number", "number"]);
    expect(renderWhatsApp("42. *e*").blocks).toEqual([
      { kind: "number", number: 42, spans: [{ text: "e", bold: true }] },
    ]);
  });

  it("are paragraphs when the mark is not quite one", () => {
    expect(new Set(kinds("-a\n*b\n>c\n1.d\n2024. A year\n 1. e\n+ f\n1) g\n  - h"))).toEqual(new Set(["paragraph"]));
  });

  it("have no list inside a list, and no list inside a quote", () => {
    expect(shown("- - a\n> - b")).toBe("• - a\n┃ - b");
  });
});

describe("code of three backticks", () => {
  it("is a block when it has its lines to itself, without the line breaks at its edges", () => {
    expect(renderWhatsApp("x\n```\n*a*\n- b\n```\ny").blocks).toEqual([
      { kind: "paragraph", spans: [{ text: "x" }] },
      { kind: "code", spans: [{ text: "*a*\n- b", code: true }] },
      { kind: "paragraph", spans: [{ text: "y" }] },
    ]);
    expect(renderWhatsApp("```a```").blocks).toEqual([{ kind: "code", spans: [{ text: "a", code: true }] }]);
    expect(renderWhatsApp("```\n```").blocks).toEqual([{ kind: "code", spans: [] }]);
  });

  it("is a stretch of its line otherwise, and pairs go around it as long as it is one line", () => {
    expect(shown("see ```*a*``` *b ```c``` d*")).toBe("see <c>*a*</> <b>b </><bc>c</><b> d</>");
    expect(shown("- *a ```b\nc``` d* *e*")).toBe("• *a <c>b\nc</> d* <b>e</>");
  });

  it("is none when it never ends", () => {
    expect(shown("```a\n*b*")).toBe("```a\n<b>b</>");
  });
});

describe("links", () => {
  const links = (text: string) =>
    renderWhatsApp(text)
      .blocks.flatMap(({ spans }) => spans)
      .filter(({ link }) => link !== undefined)
      .map(({ text: label, link }) => [label, link]);

  it("are addresses with a scheme, with www., and of e-mail", () => {
    expect(links("see https://a.com/x?y=1#z, www.b.com. Or ask c.d@e.com!")).toEqual([
      ["https://a.com/x?y=1#z", "https://a.com/x?y=1#z"],
      ["www.b.com", "https://www.b.com"],
      ["c.d@e.com", "mailto:c.d@e.com"],
    ]);
  });

  it("end before what belongs to the sentence", () => {
    expect(links("(https://a.com/b_(c)) *https://d.com/*.").map(([label]) => label)).toEqual([
      "https://a.com/b_(c)",
      "https://d.com/",
    ]);
  });

  it("keep the style around them", () => {
    expect(renderWhatsApp("*to www.b.com*").blocks[0]?.spans).toEqual([
      { text: "to ", bold: true },
      { text: "www.b.com", bold: true, link: "https://www.b.com" },
    ]);
  });

  it("are not made of code, of other schemes, or of half an address", () => {
    expect(links("`https://a.com` javascript:alert(1) https:// www. @b a@b xhttps://c.com")).toEqual([]);
  });
});

const part = fc.constantFrom(
  ..."ab1 é中✅\n*_~`->.,(\u200B\u2060".split(""),
  "```",
  "1. ",
  "> ",
  "- ",
  "https://a.b",
  "c@d.e",
);
const text = fc.oneof(fc.array(part, { maxLength: 60 }).map(join), fc.string({ unit: "binary" }));

it("nothing is lost but markers: what remains is the text, in its order", () => {
  fc.assert(
    fc.property(text, (given) => {
      const plain = (of: string) => of.replace(/[*_~`\s>.\u200B\u2060\d-]/g, "");
      expect(plain(textOf(given))).toBe(plain(given));
    }),
    { numRuns: runs(1000) },
  );
});

it("text without a marker, a list or a quote in it is shown as it is, one block a line", () => {
  const plain = fc.array(fc.constantFrom(..."ab é中✅\n,(!:".split("")), { maxLength: 40 }).map(join);
  fc.assert(
    fc.property(plain, (given) => {
      const lines = renderWhatsApp(given).blocks.map(({ spans }) => join(spans.map((span) => span.text)));
      expect(lines.join("\n")).toBe(given);
    }),
  );
});

it("every word that is wrapped in markers is shown in that style, and its neighbours are not", () => {
  const style = fc.constantFrom<["*" | "_" | "~" | "`", keyof TextSpan][]>(
    ["*", "bold"],
    ["_", "italic"],
    ["~", "strike"],
    ["`", "code"],
  );
  const words = fc.array(fc.tuple(fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.option(style, { nil: undefined })));
  fc.assert(
    fc.property(words, (given) => {
      const line = given.map(([word, wrap]) => (wrap ? `${wrap[0]}${word}${wrap[0]}` : word)).join(" ");
      const spans = renderWhatsApp(`.${line}`).blocks[0]?.spans ?? [];
      expect(spans.filter((span) => Object.keys(span).length > 1)).toEqual(
        given.flatMap(([word, wrap]) => (wrap ? [{ text: word, [wrap[1]]: true }] : [])),
      );
    }),
  );
});

describe("one megabyte is read, every letter of it:", () => {
  it.each([
    ["stars", "*"],
    ["stars that may open", " *a"],
    ["every marker that may open", " *a _b ~c `d"],
    ["backticks", "`"],
    ["fences", "```a"],
    ["fences in lines", "```a\n```"],
    ["quotes", "> "],
    ["addresses", "https://a.b/("],
    ["at signs", "@a."],
    ["closing brackets", "https://a.b)"],
    ["lines", "\n"],
  ])("%s", (_name, fill) => {
    const given = fill.repeat(Math.ceil(1_000_000 / fill.length));
    expect(letters(textOf(given))).toBe(letters(given));
  });
});

function textOf(given: string): string {
  return join(renderWhatsApp(given).blocks.flatMap(({ spans }) => spans.map((span) => span.text)));
}

function letters(of: string): string {
  return of.replace(/[^\p{L}]/gu, "");
}

function join(parts: readonly string[]): string {
  return parts.join("");
}
