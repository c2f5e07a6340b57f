import { InvalidArgumentError } from "../../errors/index.js";
import { describe, own } from "../../internal/record.js";
import { isFormatted, type TextPart } from "../builders/formatted.js";
import type { Placeholder } from "./parse-template.js";

/** Where and for whom a message is written. */
export interface TemplateOptions {
  /** A BCP 47 tag, for plurals, numbers and dates. @default "en", or the locale of the registry's text */
  readonly locale?: string | undefined;
  /** e.g. `America/Sao_Paulo`. Dates and times cannot be written without it: a server's own zone is seldom the reader's. */
  readonly timeZone?: string | undefined;
}

const numberStyles: Readonly<Record<string, Intl.NumberFormatOptions>> = {
  integer: { maximumFractionDigits: 0 },
  percent: { style: "percent" },
};

type Style = "short" | "medium" | "long" | "full";

/**
 * What stands for a placeholder that has no branches.
 *
 * @throws {InvalidArgumentError} the value is missing or of the wrong kind
 */
export function valueFor(placeholder: Placeholder, params: unknown, options: TemplateOptions): TextPart {
  const { name, type, argument } = placeholder;
  const value = own(params, name);
  switch (type) {
    case "number": {
      const style = numberStyles[argument];
      return numberText(isNumber(value) ? value : wrong(name, "a finite number", value), style, options);
    }
    case "currency": {
      const amount = argument === "" ? own(value, "amount") : value;
      const code = argument || own(value, "currency");
      if (!isNumber(amount))
        wrong(name, argument ? "a finite number" : "{ amount, currency } with a finite amount", amount);
      if (typeof code !== "string") wrong(name, "{ amount, currency } with a code such as BRL", code);
      return numberText(amount, { style: "currency", currency: code }, options);
    }
    case "date":
    case "time":
    case "datetime":
      return dateText(placeholder, value, options);
    default:
      if (typeof value === "string" || isFormatted(value)) return value;
      return isNumber(value) ? String(value) : wrong(name, "a text or a finite number", value);
  }
}

/** The branch that is taken. @throws {InvalidArgumentError} the value is missing or of the wrong kind */
export function branchFor({ name, type, branches }: Placeholder, params: unknown, { locale }: TemplateOptions) {
  const value = own(params, name);
  const key = type === "plural" ? pluralKey() : typeof value === "string" ? value : wrong(name, "a text", value);
  return branches.get(key) ?? branches.get("other") ?? [];

  function pluralKey(): string {
    if (typeof value !== "number" || !Number.isFinite(value)) return wrong(name, "a finite number", value);
    const exact = `=${value}`;
    return branches.has(exact) ? exact : intl(() => new Intl.PluralRules(locale)).select(value);
  }
}

/** @throws {InvalidArgumentError} Intl does not know the locale or the time zone */
export function checkOptions({ locale, timeZone }: TemplateOptions): void {
  intl(() => new Intl.DateTimeFormat(locale, { timeZone }));
}

function numberText(
  value: number | bigint,
  style: Intl.NumberFormatOptions | undefined,
  { locale }: TemplateOptions,
): string {
  return intl(() => new Intl.NumberFormat(locale, style)).format(value);
}

function dateText(
  { name, type, argument }: Placeholder,
  value: unknown,
  { locale, timeZone }: TemplateOptions,
): string {
  const at = value instanceof Date ? value.getTime() : value;
  if (typeof at !== "number" || Number.isNaN(new Date(at).getTime())) wrong(name, "a valid Date or epoch ms", value);
  if (timeZone === undefined) {
    throw new InvalidArgumentError(
      `Expected \`timeZone\` for the ${type} \`${name}\`, got undefined. Pass the reader's, such as "America/Sao_Paulo".`,
    );
  }
  const style = (argument || undefined) as Style | undefined;
  const shown = {
    ...(type !== "time" && { dateStyle: style ?? "medium" }),
    ...(type !== "date" && { timeStyle: type === "time" ? (style ?? "short") : "short" }),
  };
  return intl(() => new Intl.DateTimeFormat(locale, { timeZone, ...shown })).format(at);
}

function intl<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const text =
      "Expected `locale` to be a tag such as pt-BR, `timeZone` a zone such as America/Sao_Paulo, and a currency";
    throw new InvalidArgumentError(`${text} a code such as BRL: ${String(cause)}.`, { cause });
  }
}

function isNumber(value: unknown): value is number | bigint {
  return Number.isFinite(value) || typeof value === "bigint";
}

function wrong(name: string, expected: string, value: unknown): never {
  const came = value instanceof Date ? String(value) : describe(value);
  throw new InvalidArgumentError(`Expected \`${name}\` to be ${expected}, got ${came}. Pass it with the parameters.`);
}
