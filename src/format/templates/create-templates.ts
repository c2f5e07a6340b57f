import { InvalidArgumentError } from "../../errors/index.js";
import { namesIn, parseTemplate, type TemplateNode } from "./parse-template.js";
import { fillIn } from "./template.js";
import type { ParamsOfAll, TemplateArguments } from "./template-types.js";
import { checkOptions, type TemplateOptions } from "./template-values.js";

/** Template texts by locale and name. */
export type TemplateTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The names of all locales together. */
type NameIn<Texts> = { [Locale in keyof Texts]: keyof Texts[Locale] }[keyof Texts];
type TextsOf<Texts, Name> = {
  [Locale in keyof Texts]: Name extends keyof Texts[Locale] ? Texts[Locale][Name] : never;
}[keyof Texts];

/** A function for each name, as `defineTemplate` gives it. */
export type LocalisedTemplates<Texts extends TemplateTexts> = {
  readonly [Name in NameIn<Texts>]: (
    ...args: TemplateArguments<ParamsOfAll<TextsOf<Texts, Name> & string>, TemplateOptions>
  ) => string;
};

/** Templates in several languages. */
export interface Templates<Texts extends TemplateTexts> {
  /**
   * The templates for a reader. Each is looked up on its own: `pt-BR`, then `pt`, then the fallback. A tag that is not
   * known or not a tag at all gives the fallback; `pt_BR` is `pt-BR`. Never throws for a tag.
   */
  for(locale: string, options?: Pick<TemplateOptions, "timeZone">): LocalisedTemplates<Texts>;
  /** As they were given. */
  readonly locales: readonly string[];
}

/** Where the registry looks when a language is not there, and its time zone. */
export interface TemplatesOptions<Texts> extends Pick<TemplateOptions, "timeZone"> {
  /** The locale that has every template. @default "en" if it is there, otherwise the first */
  readonly fallback?: (keyof Texts & string) | undefined;
}

/**
 * A registry of templates by locale, checked as a whole: every text is read, every name is in the fallback locale, and no
 * translation wants a parameter that the fallback does not have.
 *
 * @throws {InvalidArgumentError} naming locale and template
 * @example
 * const templates = createTemplates({ en: { hello: "Hello {{name}}" }, "pt-BR": { hello: "Olá, {{name}}" } });
 * templates.for("pt-BR").hello({ name: "Ana" });
 */
export function createTemplates<const Texts extends TemplateTexts>(
  texts: Texts,
  options: TemplatesOptions<Texts> = {},
): Templates<Texts> {
  const locales = Object.keys(texts);
  const { fallback = locales.includes("en") ? "en" : locales[0], timeZone } = options;
  if (fallback === undefined || !locales.includes(fallback)) {
    throw new InvalidArgumentError(`Expected a locale with templates, got ${locales.join(", ") || "none"}.`);
  }
  checkOptions({ locale: fallback, timeZone });
  const read = new Map(locales.map((locale) => [locale.toLowerCase(), readLocale(locale, texts[locale] ?? {})]));
  const complete = read.get(fallback.toLowerCase())?.templates ?? new Map<string, readonly TemplateNode[]>();
  for (const { locale, templates } of read.values()) {
    for (const [name, nodes] of templates) checkAgainst(fallback, complete.get(name), `${locale}.${name}`, nodes);
  }

  const filled = (locale: string, at: TemplateOptions) => {
    const chain = [...tagsOf(locale), fallback.toLowerCase()].flatMap((tag) => read.get(tag) ?? []);
    const entries = [...complete.keys()].map((name) => {
      const found = chain.find(({ templates }) => templates.has(name));
      const nodes = found?.templates.get(name) ?? [];
      const own = found?.locale ?? fallback;
      const call = (params: unknown = {}, given: TemplateOptions = {}) =>
        fillIn(nodes, params, {
          locale: given.locale ?? writtenFor(locale, own),
          timeZone: given.timeZone ?? at.timeZone ?? timeZone,
        });
      return [name, call] as const;
    });
    return Object.fromEntries<unknown>(entries) as LocalisedTemplates<Texts>;
  };
  return { locales, for: (locale, at = {}) => filled(locale, at) };
}

interface ReadLocale {
  readonly locale: string;
  readonly templates: ReadonlyMap<string, readonly TemplateNode[]>;
}

function readLocale(locale: string, texts: Readonly<Record<string, string>>): ReadLocale {
  checkOptions({ locale });
  const templates = Object.entries(texts).map(([name, text]) => {
    try {
      return [name, parseTemplate(text)] as const;
    } catch (cause) {
      throw new InvalidArgumentError(`${locale}.${name}: ${(cause as Error).message}`, { cause });
    }
  });
  return { locale, templates: new Map(templates) };
}

function checkAgainst(
  fallback: string,
  complete: readonly TemplateNode[] | undefined,
  name: string,
  nodes: readonly TemplateNode[],
): void {
  if (!complete) {
    throw new InvalidArgumentError(`${name} is not in "${fallback}", which is to have every template. Add it there.`);
  }
  const known = namesIn(complete);
  const unknown = [...namesIn(nodes)].find((each) => !known.has(each));
  if (unknown === undefined) return;
  const have = [...known].join(", ") || "none";
  throw new InvalidArgumentError(`${name} has {{${unknown}}}, which "${fallback}" does not have: it has ${have}.`);
}

/** A tag and what it is a part of: `pt-br`, `pt`. */
function tagsOf(locale: string): readonly string[] {
  const parts = locale.slice(0, 35).replaceAll("_", "-").toLowerCase().split("-");
  return parts.map((_, i) => parts.slice(0, parts.length - i).join("-"));
}

/** Numbers and dates are the reader's own, as far as the text is in the reader's language. */
function writtenFor(locale: string, own: string): string {
  const tag = locale.replaceAll("_", "-");
  if (!`${tag.toLowerCase()}-`.startsWith(`${own.toLowerCase()}-`)) return own;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? own;
  } catch {
    return own;
  }
}
