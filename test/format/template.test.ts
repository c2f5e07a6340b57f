import { renderWhatsApp } from "evolution-kit/format";
import { bold, bullets } from "evolution-kit/format/builders";
import { commonTemplates, createTemplates, defineTemplate } from "evolution-kit/format/templates";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../support/properties.js";
import { shown, spansOf } from "./phone.js";

const J = "\u2060";
const S = "\u200B";
const at = Date.UTC(2026, 0, 15, 17, 30);
const spaced = (text: string) => text.replace(/[\u00A0\u202F]/g, " ");

describe("a template", () => {
  it("fills its gaps", () => {
    const hello = defineTemplate("Hello {{name}}, order {{ order }} is *{{status}}*.");
    expect(hello({ name: "Ana", order: 17, status: "paid" })).toBe("Hello Ana, order 17 is *paid*.");
    expect(hello.parameters).toEqual(["name", "order", "status"]);
    expect(hello.text).toContain("{{name}}");
  });

  it("needs nothing where it has no gaps", () => {
    expect(defineTemplate("*Closed*\n\n- a\n1. b\n> c")()).toBe("*Closed*\n\n- a\n1. b\n> c");
  });

  it("chooses plurals by the language's own rules, exact numbers first", () => {
    const text = "{{n, plural, =0 {nada} one {# item} other {# itens}}}";
    const pt = defineTemplate(text, { locale: "pt-BR" });
    expect([0, 1, 2, 1234.5].map((n) => pt({ n }))).toEqual(["nada", "1 item", "2 itens", "1.234,5 itens"]);
    const ru = defineTemplate("{{n, plural, one {# файл} few {# файла} other {# файлов}}}", { locale: "ru" });
    expect([1, 3, 5, 21].map((n) => ru({ n }))).toEqual(["1 файл", "3 файла", "5 файлов", "21 файл"]);
  });

  it("chooses by a word, with gaps, plurals and formatting in the branches", () => {
    const order = defineTemplate(
      "{{status, select, paid {*{{name}}* paid #{{id}}, {{n, plural, one {# item} other {*#* items, {{name}}}}}} other {{{status}} '{'x'}'}}}",
    );
    expect(order({ status: "paid", name: "Ana", id: 7, n: 2 })).toBe("*Ana* paid #7, *2* items, Ana");
    expect(order({ status: "paid", name: "Ana", id: 7, n: 1 })).toBe("*Ana* paid #7, 1 item");
    expect(order({ status: "late", name: "Ana", id: 7, n: 2 })).toBe("late {x}");
    expect(order({ status: "constructor", name: "Ana", id: 7, n: 2 })).toBe("constructor {x}");
    expect(defineTemplate("{{n, plural, other {'#'#}}}")({ n: 2 })).toBe("#2");
  });

  it("writes numbers, money and instants as the locale does", () => {
    const text =
      "{{n, number}} {{n, number, integer}} {{r, number, percent}} {{p, currency, BRL}} {{m, currency}} {{at, date, short}} {{at, time}} {{at, datetime, short}}";
    const values = { n: 1234.5, r: 0.5, p: 9.9, m: { amount: 5, currency: "EUR" }, at: new Date(at) };
    const zone = { timeZone: "America/Sao_Paulo" };
    expect(spaced(defineTemplate(text, { locale: "pt-BR", ...zone })(values))).toBe(
      "1.234,5 1.235 50% R$ 9,90 € 5,00 15/01/2026 14:30 15/01/2026, 14:30",
    );
    expect(spaced(defineTemplate(text)(values, { locale: "en-US", timeZone: "Asia/Tokyo" }))).toBe(
      "1,234.5 1,235 50% R$9.90 €5.00 1/16/26 2:30 AM 1/16/26, 2:30 AM",
    );
    expect(defineTemplate("{{n, number}}")({ n: 2n ** 64n })).toBe("18,446,744,073,709,551,616");
  });

  it("keeps what a builder made, and gives lists lines of their own", () => {
    const text = defineTemplate("Hi {{name}}!\n{{items}}\n\n_See {{name}}_");
    expect(text({ name: bold("Ana"), items: bullets(["a", "b"]) })).toBe("Hi *Ana*!\n- a\n- b\n\n_See *Ana*_");
  });
});

describe("a value is shown as it is, in the style of its place:", () => {
  const one = (text: string, x: string) => defineTemplate(text)({ x } as never);
  it.each([
    ["stars in plain text", "Hi {{x}}!", "*Ana*", `Hi ${J}*Ana*!`],
    ["stars in bold", "*Hi {{x}}*", "*Ana*", `*Hi *Ana${S}**`],
    ["what would join the author's markers", "{{x}} and *b*", "a *", "a * and *b*"],
    ["two lines in bold", "*{{x}}*!", "a\nb", "*a*\n*b*!"],
    ["two lines in a quote", "> {{x}}.", "a\n- b", `> a\n> ${J}- b.`],
    ["two lines in a list", "- {{x}}.", "a\nb", "- a\n  b."],
    ["two lines under a number", "1. {{x}}", "a\nb", "1. a\n   b"],
    ["a bullet at the start", "{{x}}\n{{x}}", "- a", `${J}- a\n${J}- a`],
    ["a backtick in code", "`{{x}}`", "a`b", "```a`b```"],
    ["a fence in a code block", "```\n{{x}}\n```", "a```b", `\`\`\`\na\`\`${J}\`b\n\`\`\``],
    ["two lines in code", "`{{x}}`", "a\nb", "`a`\n`b`"],
    ["a place in an address", "https://a.com/{{x}}?y", "a b/*c*&", "https://a.com/a%20b%2F*c*%26?y"],
    ["half a character in an address", "https://a.com/{{x}}", "\uD800", "https://a.com/%EF%BF%BD"],
    ["an address", "{{x}}", "https://a.com/x_y_z", "https://a.com/x_y_z"],
    ["nothing", "*{{x}}* _a {{x}}_", "", " _a_"],
    ["the letter that marks gaps", "\uA015{{x}}\uA015", "a\uA015", "\uA015a\uA015\uA015"],
    ["a placeholder", "{{x}}", "{{x}}", "{{x}}"],
    ["a replacement pattern", "`{{x}}` {{x}}", "$& $1", "`$& $1` $& $1"],
  ])("%s", (_name, text, value, message) => {
    expect(one(text, value)).toBe(message);
  });

  it("whatever it is", () => {
    const hostile = fc
      .array(
        fc.constantFrom(..."ab1é✅ \n*_~`>-.(@/:{}#\u200B\u2060".split(""), "```", "1. ", "{{x}}", "https://a.b/"),
        {
          maxLength: 10,
        },
      )
      .map((parts) => parts.join(""));
    const template = defineTemplate("Hi {{x}}, *A {{x}} B* and _c {{y}}_\n- {{y}}\nend *E*");
    fc.assert(
      fc.property(hostile, hostile, (x, y) => {
        const letters = spansOf(template({ x, y }))
          .flatMap(({ text, style }) => [...text].map((char) => char + style))
          .filter((char) => /^\p{L}/u.test(char));
        const of = (text: string, style: string) => [...text].filter((c) => /\p{L}/u.test(c)).map((c) => c + style);
        const urls = (list: string[]) => list.join("");
        const wanted = [
          ...of("Hi", ""),
          ...of(x, ""),
          ...of("A", "b"),
          ...of(x, "b"),
          ...of("B", "b"),
          ...of("and", ""),
          ...of("c", "i"),
          ...of(y, "i"),
          ...of(y, ""),
          ...of("end", ""),
          ...of("E", "b"),
        ];
        // What people copy keeps its markers, whatever they do to the style around them.
        fc.pre(!/https:|\d\*{3}\d|\.[a-z]{2,}\//i.test(x + y));
        expect(urls(letters)).toBe(urls(wanted));
      }),
      { numRuns: runs(1000) },
    );
  });
});

it("a text without gaps is shown as the author wrote it, whatever its formatting", () => {
  const parts = fc.constantFrom(
    ..."abé1 \n*_~`>-.(".split(""),
    "```",
    "- ",
    "> ",
    "1. ",
    "*a*",
    "_b c_",
    "`d`",
    " https://a.b/c ",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 15 }), (list) => {
      const text = list.join("");
      // Code that holds a fence is shown plain: WhatsApp has no way to write it within a line.
      fc.pre(!/````|`.*```|```[^\n]*`/.test(text));
      // Code over several lines in a quote or item gets its mark at each.
      fc.pre(!/^(?:[->*]|\d\.) .*```(?:(?!```)[\s\S])*\n(?:(?!```)[\s\S])*```/m.test(text));
      // White space at a line's end is dropped, and with it the mark of an empty item.
      fc.pre(!/^(?:[->*]|\d\.) *$/m.test(text));
      const ink = (message: string) =>
        spansOf(message).flatMap((span) =>
          [...span.text].filter((c) => /[\p{L}\p{N}┃•]/u.test(c)).map((c) => c + span.style),
        );
      expect(ink(defineTemplate(text)({}))).toEqual(ink(text));
    }),
    { numRuns: runs(2000) },
  );
});

describe("a wrong text is refused with its place and the remedy:", () => {
  it.each([
    ["Hi {{name}", 'line 1, column 10: expected }} or a comma after "name". Write {{name}}'],
    ["Hi {{n, date", 'line 1, column 4: the placeholder "n" is not closed. Add }}'],
    ["a\nb {{", "line 2, column 5: expected a name of letters, digits and _, as in {{name}}"],
    ["{{first name}}", 'line 1, column 9: expected }} or a comma after "first". Write {{first}}'],
    ["{name}}", "line 1, column 6: }} closes nothing. Write {{ before the name"],
    ["{{n, plurl, other {#}}}", 'line 1, column 6: "plurl" is not a type of placeholder. Use one of number, currency'],
    ["{{n, number, 2}}", '"2" does not go with number. Use integer or percent, or leave it out'],
    ["{{n, currency, reais}}", '"reais" does not go with currency. Use a code such as BRL'],
    ["{{n, date, dd/MM}}", '"dd/MM" does not go with date. Use short, medium, long or full'],
    ["{{n, plural}}", "expected a comma and branches. Write {{n, plural, other {…}}}"],
    ["{{n, plural, one {#}}}", 'line 1, column 1: "n" has no branch for everything else. Add other {…}'],
    ["{{n, plural, single {#} other {#}}}", "expected a branch or }}: the branches of plural are zero, one"],
    ["{{n, plural, one {#} one {#} other {#}}}", 'the branch "one" is there twice. Remove one'],
    ["{{n, plural, other # }}", 'expected { after "other". Write other {…}'],
    ["{{n, plural, other {a", "the branch is not closed. Add }"],
    ["{{n, plural, other {a {b} c}}}", "a lone { in a branch. Write '{'"],
    ["{{n, select, a {x}}}", '"n" has no branch for everything else'],
    ["{{a, select, other {".repeat(9), "more than 8 plurals and selects in one another"],
  ])("%s", (text, problem) => {
    expect(() => defineTemplate(text)).toThrow(problem);
  });

  it("a locale or a time zone that does not exist", () => {
    expect(() => defineTemplate("a", { locale: "no_such locale" })).toThrow(
      "Expected `locale` to be a tag such as pt-BR",
    );
    expect(() => defineTemplate("a", { timeZone: "Mars" })).toThrow("Mars");
  });
});

describe("a wrong value is refused by name:", () => {
  it.each<[string, unknown, string]>([
    ["{{name}}", {}, "Expected `name` to be a text or a finite number, got undefined."],
    ["{{name}}", undefined, "Expected `name` to be a text or a finite number, got undefined."],
    ["{{name}}", { name: Number.NaN }, "got NaN (number)"],
    ["{{toString}}", {}, "Expected `toString` to be a text or a finite number, got undefined"],
    ["{{name}}", { name: {} }, "got object"],
    ["{{n, number}}", { n: "1" }, 'Expected `n` to be a finite number, got "1" (string)'],
    ["{{n, plural, other {#}}}", { n: Number.POSITIVE_INFINITY }, "Expected `n` to be a finite number, got Infinity"],
    ["{{n, select, other {x}}}", { n: 1 }, "Expected `n` to be a text, got 1 (number)"],
    ["{{m, currency}}", { m: 5 }, "Expected `m` to be { amount, currency } with a finite amount, got undefined"],
    ["{{m, currency}}", { m: { amount: 5 } }, "{ amount, currency } with a code such as BRL, got undefined"],
    ["{{m, currency}}", { m: { amount: 5, currency: "reais" } }, "and a currency a code such as BRL: RangeError"],
    ["{{at, date}}", { at: new Date("x") }, "Expected `at` to be a valid Date or epoch ms, got Invalid Date"],
    ["{{at, date}}", { at: "2026-01-01" }, 'got "2026-01-01" (string)'],
    ["{{at, date}}", { at }, "Expected `timeZone` for the date `at`, got undefined. Pass the reader's"],
  ])("%s %o", (text, params, problem) => {
    expect(() => defineTemplate(text)(params as never)).toThrow(problem);
  });
});

describe("a registry", () => {
  const templates = createTemplates({
    en: { hello: "Hello {{name}}", bye: "Bye", total: "Total {{n, number}}" },
    pt: { hello: "Olá {{name}}", total: "Total {{n, number}}" },
    "pt-BR": { hello: "Oi {{name}}" },
  });

  it("looks each template up from the exact locale to the fallback", () => {
    const hello = (locale: string) => templates.for(locale).hello({ name: "Ana" });
    expect(["pt-BR", "pt_br", "pt-PT", "pt", "en-GB", "fr"].map(hello)).toEqual([
      "Oi Ana",
      "Oi Ana",
      "Olá Ana",
      "Olá Ana",
      "Hello Ana",
      "Hello Ana",
    ]);
    expect(templates.for("pt-BR").bye()).toBe("Bye");
    expect(["", "__proto__", "constructor", "!", "x".repeat(1e6)].map(hello)).toEqual(Array(5).fill("Hello Ana"));
  });

  it("writes numbers as the reader does, if the text is in the reader's language", () => {
    const total = (locale: string) => templates.for(locale).total({ n: 12345.5 });
    expect(["pt-BR", "en-IN", "de", "en-!"].map(total)).toEqual([
      "Total 12.345,5",
      "Total 12,345.5",
      "Total 12,345.5",
      "Total 12,345.5",
    ]);
    const dates = createTemplates({ en: { at: "{{at, date, short}}" } }, { timeZone: "UTC" });
    expect(dates.for("en-GB").at({ at })).toBe("15/01/2026");
    expect(dates.for("en-GB", { timeZone: "Pacific/Auckland" }).at({ at })).toBe("16/01/2026");
  });

  it("is checked as a whole", () => {
    expect(() => createTemplates({})).toThrow("Expected a locale with templates, got none.");
    expect(() => createTemplates({ en: { a: "{{" } })).toThrow("en.a: The template is wrong at line 1, column 3");
    expect(() => createTemplates({ en: {}, pt: { a: "x" } })).toThrow('pt.a is not in "en"');
    expect(() => createTemplates({ en: { a: "{{name}}" }, pt: { a: "{{nome}}" } })).toThrow(
      'pt.a has {{nome}}, which "en" does not have: it has name.',
    );
    expect(() => createTemplates({ "not a locale": {} })).toThrow("Expected `locale` to be a tag");
    expect(
      createTemplates({ pt: { a: "x" }, es: {} }, { fallback: "pt" })
        .for("es")
        .a(),
    ).toBe("x");
  });
});

describe("the common templates", () => {
  const templates = createTemplates(commonTemplates, { timeZone: "America/Sao_Paulo" });
  const name = "*Ana*";
  const all = (locale: string) => {
    const t = templates.for(locale);
    return [
      t.welcome({ name, business: "Loja _Azul_" }),
      ...["confirmed", "preparing", "shipped", "delivered", "cancelled", "delayed"].map((status) =>
        t.orderUpdate({ name, order: "A-17", status }),
      ),
      t.appointmentReminder({ name, service: "Corte", at, place: "Rua Um, 1" }),
      t.oneTimeCode({ code: "012345", minutes: 10 }),
      t.paymentRequest({
        name,
        description: "Plano",
        amount: { amount: 49.9, currency: "BRL" },
        due: at,
        url: "https://pay.example/x_y_z",
      }),
      t.outOfHours({ hours: "9–18" }),
      t.rateLimited({ seconds: 30 }),
      t.error(),
    ];
  };

  it.each(["en", "pt-BR", "es-MX"])("are whole sentences in %s, and a name in them is never bold", (locale) => {
    for (const message of all(locale)) {
      expect(message).not.toMatch(/[{}]|undefined|NaN/);
      const bolds = renderWhatsApp(message).blocks.flatMap(({ spans }) => spans.filter((span) => span.bold));
      expect(bolds.map(({ text }) => text)).not.toContain("Ana");
      expect(message.length).toBeLessThan(400);
    }
  });

  it("say money, days and codes as people there write them", () => {
    expect(
      spaced(
        shown(
          templates.for("pt-BR").paymentRequest({
            name: "Ana",
            description: "Plano",
            amount: { amount: 1049.9, currency: "BRL" },
            due: at,
            url: "https://a.com",
          }),
        ),
      ),
    ).toBe(
      "Oi, Ana! Segue a cobrança de <b>Plano</>:\n\n<b>R$ 1.049,90</>, com vencimento em 15 de janeiro de 2026\nhttps://a.com\n\nSe você já pagou, é só desconsiderar esta mensagem.",
    );
    expect(shown(templates.for("es").oneTimeCode({ code: "0123", minutes: 1 }))).toContain(
      "<c>0123</>\nCaduca en 1 minuto.",
    );
    expect(
      spaced(templates.for("en-US").appointmentReminder({ name: "Ana", service: "Cut", at, place: "1 Main St" })),
    ).toBe(
      "Hi Ana, just a reminder of your appointment:\n\n*Cut*\n📅 Thursday, January 15, 2026\n🕒 2:30 PM\n📍 1 Main St\n\nCan you make it? Reply *yes*, or let us know if you need another time.",
    );
  });

  it("have the same names and parameters in every language", () => {
    const shape = (texts: Readonly<Record<string, string>>) =>
      Object.entries(texts).map(([key, text]) => [key, ...[...defineTemplate(text).parameters].sort()]);
    expect(shape(commonTemplates.pt)).toEqual(shape(commonTemplates.en));
    expect(shape(commonTemplates.es)).toEqual(shape(commonTemplates.en));
  });
});
