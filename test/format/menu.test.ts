import { bold } from "evolution-kit/format/builders";
import { type MenuAnswer, type MenuCapabilities, menu } from "evolution-kit/format/menu";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../support/properties.js";
import { shown } from "./phone.js";

const text = (said: string): MenuAnswer => ({ kind: "text", text: said });
const size = menu({
  title: "Which size?",
  text: "Prices with *delivery*.",
  footer: "Acme",
  options: [
    { id: "s", title: "Small" },
    { id: "l", title: "Large" },
  ],
});
const food = menu({
  id: "food",
  title: "Menu of the day",
  sections: [
    { title: "Starters", options: ["Soup", { id: "salad", title: "Salad *", description: "With _dill_" }] },
    { title: "Mains", options: [{ id: "fish", title: "Peixe à moda 🐟" }, "Pão", "Pao"] },
  ],
  button: "Choose",
});
const links = menu({
  title: "Offer",
  url: { title: "Open", url: "https://a.com/x_y" },
  call: { title: "Call", phoneNumber: "+55 11 99999-0001" },
  copy: { title: "Code", copyCode: "A_B*1" },
});
const business: MenuCapabilities = {
  integration: "WHATSAPP-BUSINESS",
  receivesPollVotes: false,
  can: (name) => name !== "sendPoll",
};
const baileys: MenuCapabilities = { integration: "WHATSAPP-BAILEYS", receivesPollVotes: true, can: () => true };

describe("a menu is rendered", () => {
  it("as numbered text, its title bold and names as written", () => {
    expect(size.render("text").body.text).toBe(
      "*Which size?*\n\nPrices with *delivery*.\n\n1. Small\n2. Large\n\n_Acme_",
    );
    expect(shown(food.render("text").body.text)).toBe(
      "<b>Menu of the day</>\n\n<b>Starters</>\n1. Soup\n2. Salad *\n   With _dill_\n\n<b>Mains</>\n3. Peixe à moda 🐟\n4. Pão\n5. Pao",
    );
    expect(links.render("text").body.text).toBe(
      "*Offer*\n\nOpen: https://a.com/x_y\nCall: +55 11 99999-0001\nCode: `A_B*1`",
    );
  });

  it("as buttons", () => {
    expect(size.render("buttons")).toEqual({
      kind: "buttons",
      body: {
        title: "Which size?",
        description: "Prices with *delivery*.",
        footer: "Acme",
        buttons: [
          { type: "reply", displayText: "Small", id: "s" },
          { type: "reply", displayText: "Large", id: "l" },
        ],
      },
    });
    expect(links.render("buttons").body).toEqual({
      title: "Offer",
      buttons: [
        { type: "url", displayText: "Open", url: "https://a.com/x_y" },
        { type: "call", displayText: "Call", phoneNumber: "+55 11 99999-0001" },
        { type: "copy", displayText: "Code", copyCode: "A_B*1" },
      ],
    });
  });

  it("as buttons of WhatsApp Business with everything in the title, the only text that is shown there", () => {
    expect(size.render(business)).toMatchObject({
      kind: "buttons",
      body: { title: "Which size?\n\nPrices with *delivery*.\n\nAcme" },
    });
    expect(Object.keys(size.render(business).body)).toEqual(["title", "buttons"]);
  });

  it("as a list, with the menu's id before each option's", () => {
    expect(food.render("list").body).toEqual({
      title: "Menu of the day",
      description: "Menu of the day",
      footerText: "",
      buttonText: "Choose",
      sections: [
        {
          title: "Starters",
          rows: [
            { title: "Soup", rowId: "food:Soup" },
            { title: "Salad *", description: "With _dill_", rowId: "food:salad" },
          ],
        },
        {
          title: "Mains",
          rows: [
            { title: "Peixe à moda 🐟", rowId: "food:fish" },
            { title: "Pão", rowId: "food:Pão" },
            { title: "Pao", rowId: "food:Pao" },
          ],
        },
      ],
    });
    expect(size.render("list").body.sections).toMatchObject([
      { title: "Menu", rows: [{ rowId: "s" }, { rowId: "l" }] },
    ]);
  });

  it("as a list of WhatsApp Business without an empty text", () => {
    const { kind, body } = food.render(business);
    expect(kind).toBe("list");
    expect(JSON.stringify(body)).not.toContain('""');
    expect(body).toMatchObject({
      sections: [{ rows: [{ description: "\u200B" }, { description: "With _dill_" }] }, {}],
    });
  });

  it("as a poll", () => {
    expect(size.render("poll").body).toEqual({
      name: "Which size?\n\nPrices with *delivery*.\n\nAcme",
      selectableCount: 1,
      values: ["Small", "Large"],
    });
  });

  it("with its links in the text wherever there is something to choose", () => {
    const both = menu({
      title: "T",
      text: bold("a"),
      options: ["A", "B"],
      url: { title: "See", url: "https://a.com" },
    });
    expect(both.render("buttons").body.description).toBe("*a*\n\nSee: https://a.com");
    expect(both.render("list").body.description).toBe("*a*\n\nSee: https://a.com");
    expect(both.render("poll").body.name).toBe("T\n\n*a*\n\nSee: https://a.com");
    expect(both.render("text").body.text).toBe("*T*\n\n*a*\n\n1. A\n2. B\n\nSee: https://a.com");
  });
});

describe("a menu is rendered for an instance", () => {
  it("of Baileys as text, unless something else is preferred and works", () => {
    expect(size.render(baileys).kind).toBe("text");
    expect(size.render(baileys, { prefer: "buttons" }).kind).toBe("buttons");
    expect(food.render(baileys, { prefer: "buttons" }).kind).toBe("text");
    expect(food.render(baileys, { prefer: "list" }).kind).toBe("list");
    expect(size.render(baileys, { prefer: "poll" }).kind).toBe("poll");
    expect(size.render({ ...baileys, receivesPollVotes: false }, { prefer: "poll" }).kind).toBe("text");
  });

  it("of WhatsApp Business as buttons if it fits, else as a list, else as text", () => {
    const longTitle = menu({ title: "T", options: ["A title of 22 letters.", "B"] });
    const longText = menu({ title: "T", text: "x".repeat(1022), options: ["A", "B"] });
    const tooLong = menu({
      title: "T",
      text: "x".repeat(1020),
      options: ["A"],
      url: { title: "See", url: "https://a.com" },
    });
    const kinds = [size, longTitle, longText, tooLong, links].map((each) => each.render(business).kind);
    expect(kinds).toEqual(["buttons", "list", "list", "text", "text"]);
    expect(size.render(business, { prefer: "list" }).kind).toBe("list");
    expect(size.render(business, { prefer: "poll" }).kind).toBe("buttons");
  });

  it("of the Evolution channel as buttons or text, for it has no lists", () => {
    const channel: MenuCapabilities = { ...business, integration: "EVOLUTION", can: (name) => name === "sendButtons" };
    expect([size, food].map((each) => each.render(channel).kind)).toEqual(["buttons", "text"]);
    expect(size.render(channel).body).toHaveProperty("description");
  });
});

describe("what is too long or too many is refused by name and figure:", () => {
  const x = (length: number) => "x".repeat(length);
  const a = { title: "A" };
  it.each<[string, () => unknown, string]>([
    ["no options", () => menu({ title: "T" }), "Expected something to choose, got nothing."],
    ["two lines", () => menu({ title: "T", options: ["A\nB"] }), "Expected option 1's title to be one line"],
    ["no title", () => menu({ title: " ", options: ["A"] }), 'Expected title to be a text, got " " (string).'],
    ["a title", () => menu({ title: x(61), options: ["A"] }), "Expected title to have at most 60 characters, got 61"],
    [
      "a text",
      () => menu({ title: "T", text: x(1025), options: ["A"] }),
      "text to have at most 1024 characters, got 1025",
    ],
    ["a footer", () => menu({ title: "T", footer: x(61), options: ["A"] }), "footer to have at most 60 characters"],
    [
      "a list's button",
      () => menu({ title: "T", button: x(21), options: ["A"] }),
      "button to have at most 20 characters",
    ],
    [
      "an option",
      () => menu({ title: "T", options: ["A", x(25)] }),
      "option 2's title to have at most 24 characters, got 25",
    ],
    [
      "a description",
      () => menu({ title: "T", options: [{ ...a, description: x(73) }] }),
      "option 1's description to have at most 72",
    ],
    [
      "an id",
      () => menu({ id: "m", title: "T", options: [{ ...a, id: x(199) }] }),
      "option 1's id to have at most 200 characters, got 201",
    ],
    [
      "an empty id",
      () => menu({ title: "T", options: [{ ...a, id: "" }] }),
      'Expected option 1\'s id to be a text, got "" (string).',
    ],
    [
      "11 options",
      () => menu({ title: "T", options: [..."abcdefghijk"] }),
      "Expected at most 10 options, got 11. Split",
    ],
    [
      "a title twice",
      () => menu({ title: "T", options: ["A", "A "] }),
      'every title to be different, got "A" (string) twice',
    ],
    ["an id twice", () => menu({ title: "T", options: ["A", { id: "A", title: "B" }] }), "every id to be different"],
    [
      "a section",
      () => menu({ title: "T", sections: [{ title: x(25), options: ["A"] }] }),
      "section 1's title to have at most 24",
    ],
    [
      "an empty section",
      () => menu({ title: "T", sections: [{ title: "S", options: [] }] }),
      'in section "S", got none',
    ],
    [
      "a section twice",
      () =>
        menu({
          title: "T",
          sections: [
            { title: "S", options: ["A"] },
            { title: "S", options: ["B"] },
          ],
        }),
      "every section title to be different",
    ],
    [
      "options and sections",
      () => menu({ title: "T", options: ["A"], sections: [] }),
      "Expected `options` or `sections`, got both.",
    ],
    [
      "a link's title",
      () => menu({ title: "T", copy: { title: x(21), copyCode: "1" } }),
      "copy.title to have at most 20",
    ],
    [
      "a link that is none",
      () => menu({ title: "T", url: { title: "A", url: "a.com" } }),
      "url.url to begin with http:// or https://",
    ],
    [
      "4 buttons",
      () => menu({ title: "T", options: [..."abcd"] }).render("buttons"),
      "does not fit buttons: there are 4 options, and room for 3.",
    ],
    [
      "a button",
      () => menu({ title: "T", options: [x(21)] }).render("buttons"),
      "has 21 characters, and a button room for 20.",
    ],
    [
      "a poll of one",
      () => menu({ title: "T", options: ["A"] }).render("poll"),
      "a poll has 2 to 10 options, this menu 1.",
    ],
    ["a list of links", () => links.render("list"), "there is nothing to choose."],
  ])("%s", (_name, make, problem) => {
    expect(make).toThrow(problem);
  });

  it("and what is just short enough is not", () => {
    const options = [..."abcdefghij"].map((c) => ({ id: c.repeat(200), title: c.repeat(24), description: x(72) }));
    const full = menu({ title: x(60), text: x(1024), footer: x(60), button: x(20), options });
    for (const kind of ["list", "poll", "text"] as const) expect(full.render(kind).kind).toBe(kind);
  });
});

describe("an answer is found", () => {
  const chosen = (message: MenuAnswer) => {
    const match = food.match(message);
    return match.kind === "chosen" ? match.option.id : match.kind;
  };

  it.each([
    "2",
    " 2 ",
    "2.",
    "2)",
    "(2)",
    "#2",
    "*2*",
    "2️⃣",
    "2⃣",
    "２",
    "02",
    "²",
    "2. Salad",
    "2 - salad *",
    "SALAD",
    "salad!",
    "«Salad»",
    "Salad *",
    "\u200Bsalad",
  ])("in %s", (said) => {
    expect(chosen(text(said))).toBe("salad");
  });

  it.each([["peixe a moda"], ["PEIXE À MODA"], ["🐟 Peixe  à\nmoda."], ["3"]])("in %s", (said) => {
    expect(chosen(text(said))).toBe("fish");
  });

  it.each([
    "",
    " ",
    "0",
    "6",
    "11",
    "2.5",
    "2,3",
    "2%x",
    "-",
    "🐟",
    "second",
    "the second",
    "salad please",
    "222",
    "R$ 2",
    "__proto__",
    "constructor",
    "x".repeat(1e6),
    "2".repeat(1e6),
    `${" ".repeat(1e6)}2`,
  ])("nowhere in %.20s", (said) => {
    expect(food.match(text(said))).toEqual({ kind: "none" });
  });

  it("by a button's or a row's id, and by its title where WhatsApp Business has lost the id", () => {
    expect(chosen({ kind: "selection", text: "x", selection: { id: "food:salad", title: "x" } })).toBe("salad");
    expect(chosen({ kind: "selection", text: "x", selection: { title: "Salad *" } })).toBe("salad");
    expect(chosen({ kind: "selection", text: "Soup", selection: { id: "drinks:Soup", title: "Soup" } })).toBe("none");
    expect(chosen({ kind: "selection", text: "x", selection: { id: "constructor", title: "Soup" } })).toBe("none");
    expect(chosen({ kind: "selection" })).toBe("none");
  });

  it("by a vote's names; none when it was taken back, several when more were chosen", () => {
    const vote = (...options: string[]) => food.match({ kind: "poll-vote", vote: { key: { id: "P1" }, options } });
    expect(vote("Soup")).toMatchObject({ kind: "chosen", option: { id: "Soup", number: 1 } });
    expect(vote()).toEqual({ kind: "none" });
    expect(vote("Soup", "Salad *")).toMatchObject({ kind: "ambiguous", options: [{ id: "Soup" }, { id: "salad" }] });
  });

  it("for ids that every object has", () => {
    const odd = menu({ title: "T", options: ["__proto__", "constructor", "toString"] });
    expect(odd.match(text("__proto__"))).toMatchObject({ option: { number: 1 } });
    expect(odd.match({ kind: "selection", selection: { id: "toString", title: "" } })).toMatchObject({
      option: { number: 3 },
    });
  });

  it("for emoji, digits, Hindi and Turkish", () => {
    expect(menu({ title: "T", options: ["👍", "👎"] }).match(text("👎"))).toMatchObject({ option: { number: 2 } });
    expect(menu({ title: "T", options: ["5", "10"] }).match(text("5"))).toMatchObject({ option: { id: "5" } });
    expect(menu({ title: "T", options: ["की", "कि"] }).match(text("कि"))).toMatchObject({ option: { number: 2 } });
    expect(menu({ title: "T", options: ["IŞIK"] }).match(text("ışık"))).toMatchObject({ kind: "chosen" });
    expect(menu({ title: "T", options: [..."abcdefghij"] }).match(text("🔟"))).toMatchObject({ option: { id: "j" } });
  });
});

describe("what may mean several options is reported, not guessed:", () => {
  const ambiguous = (match: ReturnType<typeof food.match>) =>
    match.kind === "ambiguous" ? match.options.map(({ number }) => number) : match;

  it("titles that differ only in their accents, unless one is written exactly", () => {
    expect(ambiguous(food.match(text("PAO")))).toEqual([4, 5]);
    expect(food.match(text("Pão"))).toMatchObject({ kind: "chosen", option: { number: 4 } });
  });

  it("a number that is also another option's title", () => {
    const people = menu({ title: "How many?", options: ["2", "1", "4"] });
    expect(ambiguous(people.match(text("2")) as never)).toEqual([1, 2]);
    expect(people.match(text("4"))).toMatchObject({ kind: "chosen", option: { id: "4" } });
  });

  it("a number with the title of another", () => {
    expect(ambiguous(food.match(text("2. Soup")))).toEqual([1, 2]);
  });
});

it("answers to another message are none of this menu, when its id is known", () => {
  const sentId = "M1";
  expect(size.match({ ...text("1"), quoted: { id: "M1" } }, { sentId }).kind).toBe("chosen");
  expect(size.match(text("1"), { sentId }).kind).toBe("chosen");
  expect(size.match({ ...text("1"), quoted: { id: "M2" } }, { sentId }).kind).toBe("none");
  expect(size.match({ ...text("1"), quoted: { id: "M2" } }).kind).toBe("chosen");
  const vote = { kind: "poll-vote", vote: { key: { id: "P2" }, options: ["Small"] } };
  expect(size.match(vote, { sentId }).kind).toBe("none");
  expect(size.match(vote, { sentId: "P2" }).kind).toBe("chosen");
});

it("messages of other kinds are no answer", () => {
  for (const kind of ["image", "edited", "reaction", "protocol", "unknown"]) {
    expect(size.match({ kind, text: "1" }).kind).toBe("none");
  }
});

it("every option of every menu is found by its number, its label, its id and its vote", () => {
  const title = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
    .filter((each) => each.trim() !== "" && each.length <= 24 && !/[\r\n\u2028\u2029]/.test(each));
  const titles = fc.uniqueArray(title, { minLength: 2, maxLength: 10, selector: (each) => each.trim() });
  fc.assert(
    fc.property(titles, (options) => {
      const any = menu({ title: "T", options });
      const text = shown(any.render("text").body.text);
      for (const option of any.options) {
        const answers: MenuAnswer[] = [
          { kind: "text", text: `${option.number}` },
          { kind: "text", text: option.title },
          { kind: "selection", selection: { id: option.id, title: "" } },
          { kind: "poll-vote", vote: { key: { id: "P" }, options: [option.title] } },
        ];
        for (const answer of answers) {
          const match = any.match(answer);
          const found = match.kind === "chosen" ? [match.option] : match.kind === "ambiguous" ? match.options : [];
          expect(found).toContain(option);
        }
        expect(text).toContain(`\n${option.number}. `);
      }
    }),
    { numRuns: runs(200) },
  );
});
