import { bold, type FormattedText } from "evolution-kit/format/builders";
import {
  commonTemplates,
  createTemplates,
  defineTemplate,
  type Money,
  type TemplateParams,
} from "evolution-kit/format/templates";
import { describe, expectTypeOf, it } from "vitest";

type Text = string | number | FormattedText;

describe("the parameters of a template", () => {
  it("are read from its text", () => {
    expectTypeOf<TemplateParams<"Hello {{name}}, order {{ order }}">>().toEqualTypeOf<{
      readonly name: Text;
      readonly order: Text;
    }>();
    expectTypeOf<
      TemplateParams<"{{n, number}} {{p, currency, BRL}} {{m, currency}} {{at, date, short}} {{s, select, a {x} other {y}}}">
    >().toEqualTypeOf<{
      readonly n: number | bigint;
      readonly p: number;
      readonly m: Money;
      readonly at: Date | number;
      readonly s: string;
    }>();
  });

  it("are also those of branches, and of the same name twice", () => {
    expectTypeOf<TemplateParams<"{{n, plural, =0 {none} one {{{a}} #} other {# {{ b }}}}} {{n}}">>().toEqualTypeOf<{
      readonly n: number;
      readonly a: Text;
      readonly b: Text;
    }>();
  });

  it("must all be there, and no others", () => {
    const hello = defineTemplate("Hello {{name}}, {{n, plural, one {# order} other {# orders}}}");
    hello({ name: "Ana", n: 2 });
    hello({ name: bold("Ana"), n: 2 }, { locale: "pt" });
    // @ts-expect-error n is missing
    hello({ name: "Ana" });
    // @ts-expect-error there is no such parameter
    hello({ name: "Ana", n: 2, nome: "Ana" });
    // @ts-expect-error a plural is a number
    hello({ name: "Ana", n: "2" });
    // @ts-expect-error a name is no Date
    hello({ name: new Date(), n: 2 });
    // @ts-expect-error parameters are needed
    hello();
    expectTypeOf(hello).returns.toEqualTypeOf<string>();
  });

  it("are none for a text without placeholders, and anything for a text that is not known", () => {
    const closed = defineTemplate("Closed");
    closed();
    closed({}, { locale: "pt" });
    // @ts-expect-error there is no such parameter
    closed({ name: "Ana" });
    defineTemplate("a" as string)({ anything: 1 });
  });
});

describe("a registry", () => {
  const templates = createTemplates({
    en: { hello: "Hello {{name}}", bye: "Bye" },
    pt: { hello: "Olá {{name}}" },
  });

  it("has the names and parameters of its texts", () => {
    templates.for("pt-BR").hello({ name: "Ana" });
    templates.for("pt-BR").bye();
    // @ts-expect-error no such template
    templates.for("pt").hi;
    // @ts-expect-error a parameter is missing
    templates.for("pt").hello({});
    // @ts-expect-error no such locale
    createTemplates({ en: { a: "" } }, { fallback: "pt" });
  });

  it("wants what any of its languages wants", () => {
    const mixed = createTemplates({ en: { a: "{{n}} {{x}}" }, pt: { a: "{{n, number}}" } });
    expectTypeOf(mixed.for("en").a).parameter(0).toEqualTypeOf<{ readonly n: number; readonly x: Text }>();
  });

  it("takes the common templates", () => {
    const common = createTemplates(commonTemplates);
    common.for("es").rateLimited({ seconds: 3 });
    common.for("es").error();
    // @ts-expect-error the code is missing
    common.for("es").oneTimeCode({ minutes: 3 });
  });
});
