import { InvalidArgumentError } from "../../errors/index.js";
import { describe } from "../../internal/record.js";
import { isPointless, sameTarget, shownUrl } from "../links.js";
import { BOLD, CODE, codeBlock as codeBlockLine, ITALIC, type Line, type Run, STRIKE } from "../runs.js";
import { addressRun, FormattedText, linesOf, plainText, prefixed, type TextPart } from "./formatted.js";

/**
 * One message of several parts, ready to be sent. Strings are shown as written, whatever markers a person's name holds.
 *
 * @throws {InvalidArgumentError} a part is neither text, nor a number, nor what a builder made
 * @example compose("Hello ", bold(name), ",\n", bullets(["one", ["two: ", italic("new")]]));
 */
export function compose(...parts: readonly TextPart[]): string {
  return `${new FormattedText(linesOf(parts))}`;
}

/** Bold text; over several lines, each of them. */
export function bold(...parts: readonly TextPart[]): FormattedText {
  return new FormattedText(linesOf(parts, BOLD));
}

/** Italic text; over several lines, each of them. */
export function italic(...parts: readonly TextPart[]): FormattedText {
  return new FormattedText(linesOf(parts, ITALIC));
}

/** Struck out text; over several lines, each of them. */
export function strike(...parts: readonly TextPart[]): FormattedText {
  return new FormattedText(linesOf(parts, STRIKE));
}

/** Monospace text within a line; of several lines, each one. */
export function code(text: string | number): FormattedText {
  return new FormattedText(plainText(text).map((line) => ({ prefix: "", runs: codeRuns(line, 0) })));
}

/** White space at the edges stays outside: a phone wants the marker to touch its text. */
export function codeRuns(line: string, style: number): Run[] {
  const inner = line.trim();
  const from = line.indexOf(inner);
  return [
    { text: line.slice(0, from), style },
    { text: inner, style: style | CODE },
    { text: line.slice(from + inner.length), style },
  ].filter(({ text }) => text !== "");
}

/** A block of monospace text on lines of its own. About 26 characters fit across a phone. */
export function codeBlock(text: string | number): FormattedText {
  return new FormattedText([codeBlockLine(plainText(text).join("\n"))]);
}

/** A quotation on lines of its own. One inside another, or in a list, is drawn with a bar: phones do not nest them. */
export function quote(...parts: readonly TextPart[]): FormattedText {
  return new FormattedText(prefixed(linesOf(parts), "> ", "> "));
}

/** A list on lines of its own, an item for each entry; several parts in one item are a list in the list. */
export function bullets(items: readonly TextPart[]): FormattedText {
  return new FormattedText(items.flatMap((item) => prefixed(linesOf(item), "- ", "  ")));
}

/** A numbered list on lines of its own. Phones align numbers up to 99. @param start the first number; 1 if left out */
export function numbered(items: readonly TextPart[], start = 1): FormattedText {
  return new FormattedText(
    items.flatMap((item, i) => {
      const mark = `${start + i}. `;
      return prefixed(linesOf(item), mark, " ".repeat(mark.length));
    }),
  );
}

/**
 * `label (url)`, or the address alone where the label says the same or nothing. Only `http`, `https`, `mailto` and `tel`
 * lead anywhere; of other addresses the label is shown.
 */
export function link(label: TextPart, url: string): FormattedText {
  const lines = linesOf(label);
  const shown = lines.flatMap(({ runs }) => runs.map(({ text }) => text)).join("");
  const [href = ""] = plainText(url.trim());
  if (isPointless(href) || !/^(?:https?:\/\/|mailto:|tel:)/i.test(href)) return new FormattedText(lines);
  const address = addressRun(shownUrl(href), 0);
  const own: Line = { prefix: "", runs: [address] };
  if (shown.trim() === "" || sameTarget(shown, href)) return new FormattedText([own]);
  return new FormattedText(linesOf([new FormattedText(lines), " (", new FormattedText([own]), ")"]));
}

/**
 * `@5511999990001`: a mention, if the send names the same person in `mentioned`. Takes digits, with or without what
 * people put between them, or a JID.
 *
 * @throws {InvalidArgumentError} there are no digits
 */
export function mention(person: string): FormattedText {
  const digits = person.replace(/(?!^)[:@].*$/s, "").replace(/[\s()+.@-]/g, "");
  if (/^\d+$/.test(digits)) return new FormattedText([{ prefix: "", runs: [{ text: `@${digits}`, style: 0 }] }]);
  throw new InvalidArgumentError(`Expected a phone number or a JID to mention, got ${describe(person)}.`);
}
