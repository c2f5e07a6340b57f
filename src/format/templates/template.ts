import { codeRuns } from "../builders/builders.js";
import { addressRun, FormattedText, linesOf, plainText, prefixed, type TextPart } from "../builders/formatted.js";
import { blocksOf, type TextBlock, type TextSpan } from "../render-whatsapp.js";
import { BOLD, codeBlock, ITALIC, type Line, STRIKE } from "../runs.js";
import { namesIn, parseTemplate, type TemplateNode } from "./parse-template.js";
import type { TemplateArguments, TemplateParams } from "./template-types.js";
import { branchFor, checkOptions, type TemplateOptions, valueFor } from "./template-values.js";

/** A message with gaps. Calling it fills them; it can be called any number of times. */
export interface Template<Params> {
  /** @throws {InvalidArgumentError} a value is missing, not finite or of the wrong kind */
  (...args: TemplateArguments<Params, TemplateOptions>): string;
  /** As it was defined. */
  readonly text: string;
  /** The names of its parameters. */
  readonly parameters: readonly string[];
}

/**
 * A message in WhatsApp's own syntax with `{{placeholders}}`, whose parameters are typed from the text: one that is
 * missing, unknown or of the wrong type does not compile.
 *
 * Values are shown as written, whatever markers they hold, in the formatting of their place; what a builder made keeps its
 * own. In an address they are percent-encoded, and line breaks stay inside of the quote or list item.
 *
 * `{{name}}` a text, a number, or what a builder made; `{{n, number}}` (`integer`, `percent`); `{{total, currency, BRL}}` a
 * number, `{{total, currency}}` an `{ amount, currency }`; `{{at, date}}`, `time` or `datetime` (`short`, `medium`, `long`,
 * `full`) a `Date` or epoch ms; `{{n, plural, =0 {none} one {# item} other {# items}}}`; `{{status, select, paid {…} other {…}}}`.
 * Branches may hold text and placeholders of every kind; `'{'`, `'}'` and `'#'` are these characters in them.
 *
 * @throws {InvalidArgumentError} the text is wrong: with line, column and what would be right
 * @example
 * const confirmed = defineTemplate("Hello *{{name}}*, you have {{count, plural, one {# order} other {# orders}}}.");
 * confirmed({ name: "Ana", count: 2 }); // "Hello *Ana*, you have 2 orders."
 */
export function defineTemplate<const Text extends string>(
  text: Text,
  options: TemplateOptions = {},
): Template<TemplateParams<Text>> {
  const nodes = parseTemplate(text);
  const defaults = { locale: "en", ...options };
  checkOptions(defaults);
  const fill = (params: unknown = {}, at: TemplateOptions = {}) =>
    fillIn(nodes, params, { locale: at.locale ?? defaults.locale, timeZone: at.timeZone ?? defaults.timeZone });
  return Object.assign(fill as (...args: TemplateArguments<TemplateParams<Text>, TemplateOptions>) => string, {
    text,
    parameters: [...namesIn(nodes)],
  });
}

/** Stands for a value while the text around it is read: a letter, which neither opens nor closes anything. */
const GAP = "\uA015";

/** Fills the gaps: reads the text as a phone does, so that each value is written in the style of its place. */
export function fillIn(nodes: readonly TemplateNode[], params: unknown, options: TemplateOptions): string {
  const values: TextPart[] = [];
  let text = "";
  const flatten = (list: readonly TemplateNode[]) => {
    for (const node of list) {
      if (typeof node === "string") {
        // Should the author use that letter, it stands for itself.
        for (const _ of node.matchAll(/\uA015/g)) values.push(GAP);
        text += node;
      } else if (node.branches.size > 0) flatten(branchFor(node, params, options));
      else {
        values.push(valueFor(node, params, options));
        text += GAP;
      }
    }
  };
  flatten(nodes);
  const next = values.values();
  return blocksOf(text)
    .map((block) => `${new FormattedText(blockLines(block, next))}`)
    .join("\n");
}

type Next = Iterator<TextPart>;

function blockLines(block: TextBlock, next: Next): readonly Line[] {
  if (block.kind === "code") return [codeBlock(block.spans.map(({ text }) => withValues(text, next)).join(""))];
  const lines = linesOf(block.spans.flatMap((span) => spanParts(span, next)));
  if (block.kind === "number") return prefixed(lines, `${block.number}. `, "   ");
  if (block.kind === "quote") return prefixed(lines, "> ", "> ");
  return block.kind === "bullet" ? prefixed(lines, "- ", "  ") : lines;
}

function spanParts(span: TextSpan, next: Next): readonly FormattedText[] {
  const { text, link } = span;
  const style = (span.bold ? BOLD : 0) | (span.italic ? ITALIC : 0) | (span.strike ? STRIKE : 0);
  if (span.code) {
    const lines = plainText(withValues(text, next));
    return [new FormattedText(lines.map((line) => ({ prefix: "", runs: codeRuns(line, style) })))];
  }
  if (link !== undefined) {
    const address = withValues(text, next, (value) => encodeURIComponent(value.toWellFormed()));
    return [new FormattedText([{ prefix: "", runs: [addressRun(address, style)] }])];
  }
  return text
    .split(GAP)
    .flatMap((piece, i) => [
      ...(i > 0 ? [new FormattedText(linesOf(take(next), style))] : []),
      new FormattedText([{ prefix: "", runs: piece === "" ? [] : [{ text: piece, style }] }]),
    ]);
}

function withValues(text: string, next: Next, write = (value: string) => value): string {
  return text.replaceAll(GAP, () => write(String(take(next))));
}

function take(next: Next): TextPart {
  return next.next().value ?? "";
}
