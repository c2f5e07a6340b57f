import { renderWhatsApp, table, toPlainText } from "evolution-kit/format";
import { describe, expect, it } from "vitest";

describe("a table from data", () => {
  it("counts what is seen: combining marks nothing, Chinese and emoji two columns", () => {
    const rows = [
      ["cafe\u0301", 1],
      ["\u4e2d\u6587", 2],
      ["\u{1F44D}\u{1F3FD}", 3],
    ];
    expect(table(rows).split("\n").slice(1, -1)).toEqual([
      "cafe\u0301  1",
      "\u4e2d\u6587  2",
      "\u{1F44D}\u{1F3FD}    3",
    ]);
  });

  it("has the keys of its objects for labels, and numbers on the right", () => {
    expect(
      table([
        { item: "Coffee", price: 9.5 },
        { item: "Cake", price: 12, note: "new" },
      ]),
    ).toBe("```\nitem    price  note\n------  -----  ----\nCoffee    9.5\nCake       12  new\n```");
  });

  it("shows the keys that are asked for, in their order, aligned as asked", () => {
    const text = table([{ a: 1, b: "x", c: null }], { header: ["b", "a"], align: ["right", "left"] });
    expect(text).toBe("```\nb  a\n-  -\nx  1\n```");
  });

  it("of arrays has no labels unless they are given", () => {
    expect(table([["a", 1]])).toBe("```\na  1\n```");
    expect(table([["a", 1]], { header: ["x", "y"], tables: "list" })).toBe("*x:* a\n*y:* 1");
    expect(table([["a", undefined, true]], { width: 0 })).toBe("a\ntrue");
    expect(table([])).toBe("```\n\n```");
  });

  it.each([
    ["flags", "🇧🇷", 2],
    ["families", "👩‍👩‍👧", 2],
    ["letters with marks", "e\u0301", 1],
    ["Chinese", "中", 2],
  ])("counts the columns of %s in a cell of any length", (_name, character, columns) => {
    const [, , rule] = table([[`x${character.repeat(5000)}`]], { header: ["a"], tables: "aligned" }).split("\n");
    expect(rule).toBe("-".repeat(1 + columns * 5000));
  });

  it("shows values as they are, on one line", () => {
    const [first] = renderWhatsApp(table([{ name: "*x*\n_y_" }], { tables: "list" })).blocks;
    expect(first?.spans).toEqual([{ text: "name:", bold: true }, { text: " *x* _y_" }]);
  });
});

describe("plain text", () => {
  it.each([
    ["emphasis and code", "**a** *b* ~~c~~ `d`", "a b c d"],
    ["a heading and a link", "# a\n\n[b](https://c.d)", "a\n\nb (https://c.d)"],
    ["lists", "1. a\n   - **b**\n2. [x] c", "1. a\n   ◦ b\n2. ☑ c"],
    ["a block of code", "```js\na *b*\n```", "a *b*"],
    ["a table", "|a|b|\n|-|-|\n|1|*2*|", "a: 1\nb: 2"],
    ["markers that are text", "2 * 3, \\*a\\*, snake_case", "2 * 3, *a*, snake_case"],
    ["nothing", " ", ""],
  ])("of %s", (_name, markdown, text) => {
    expect(toPlainText(markdown)).toBe(text);
  });
});
