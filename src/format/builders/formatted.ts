import { InvalidArgumentError } from "../../errors/index.js";
import { describe } from "../../internal/record.js";
import { findAddresses } from "../addresses.js";
import { CODE, type Line, RAW, type Run, VERBATIM } from "../runs.js";
import { serialise } from "../serialise.js";

/** Known to every copy of this package; no text and no JSON can carry it. */
const LINES: unique symbol = Symbol.for("evolution-kit.lines");

/**
 * Text with formatting, as a builder makes it. Hand it to other builders, to `compose` or to a template and its formatting
 * is kept, while plain strings are shown as written. In `${}` and in JSON it is the message's text; nothing else in it is
 * meant for use.
 */
export class FormattedText {
  /** @internal Not a field: bundlers keep a class whose field has a computed name even where nobody uses it. */
  declare readonly [LINES]: readonly Line[];

  constructor(lines: readonly Line[]) {
    this[LINES] = lines;
  }

  /** The text as WhatsApp reads it. */
  toString(): string {
    return serialise(this[LINES]);
  }

  /** The same text, so that it may stand in a request body. */
  toJSON(): string {
    return this.toString();
  }
}

/** What builders take: text that is shown as written, what other builders made, and lists of these. */
export type TextPart = string | number | FormattedText | readonly TextPart[];

const NEW_LINE = /\r\n?|[\n\u2028\u2029]/;
/** A marker in an address where a phone might take it for the start of a run. */
const OPENING = /(?<![\p{L}\p{N}])[*_~`]/gu;

/**
 * The lines of several parts, in one more style. Blocks (lists, quotes, code) have lines of their own: a line break next to
 * one is the one that is there anyway.
 */
export function linesOf(part: TextPart, style = 0): readonly Line[] {
  const lines: { prefix: string; runs: Run[] }[] = [{ prefix: "", runs: [] }];
  const add = (more: readonly Line[]) => {
    const last = lines[lines.length - 1];
    const first = more[0];
    if (last === undefined || first === undefined) return;
    const joins = !isBlock(last) && !isBlock(first);
    if (joins) for (const run of first.runs) addRun(last.runs, run);
    else if (!isBlock(last) && last.runs.length === 0) lines.pop();
    const taken = joins || (isBlock(last) && first.runs.length === 0 && !isBlock(first));
    for (const { prefix, runs } of taken ? more.slice(1) : more) lines.push({ prefix, runs: [...runs] });
  };
  const walk = (each: TextPart) => {
    if (Array.isArray(each)) for (const inner of each) walk(inner);
    else if (isFormatted(each)) add(each[LINES].map((line) => styled(line, style)));
    else add(plainText(each).map((text) => ({ prefix: "", runs: literalRuns(text, style) })));
  };
  walk(part);
  return lines;
}

/** The lines of what a caller gave as text, line ends of every system and of Unicode. */
export function plainText(value: unknown): readonly string[] {
  if (typeof value === "number" || typeof value === "bigint") return [String(value)];
  if (typeof value === "string") return value.split(NEW_LINE);
  throw new InvalidArgumentError(
    `Expected a text, a number or what a builder made, got ${describe(value)}. Turn it into text first.`,
  );
}

export function isFormatted(value: unknown): value is FormattedText {
  return typeof value === "object" && value !== null && LINES in value;
}

/** Puts a mark before the first line and aligns the others with it. Lists in lists and quotes in anything are drawn. */
export function prefixed(lines: readonly Line[], first: string, rest: string): readonly Line[] {
  return lines.map((line, i) => {
    if (line.runs[0]?.style === RAW) return line;
    let inner = line.prefix.replace(/^> /, "│ ");
    if (first !== "> ") inner = inner.replace("◦", "▪").replace(/^- /, "◦ ");
    return { prefix: (i === 0 ? first : rest) + inner, runs: line.runs };
  });
}

/** An address as a run that nothing is put into: what a phone would take for a marker in it is percent-encoded. */
export function addressRun(address: string, style: number): Run {
  const safe = address.replace(/\s/g, encodeURIComponent).replace(OPENING, (marker) => percent(marker));
  return { text: safe, style: style | VERBATIM };
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Runs that show one line of text as written. */
export function literalRuns(text: string, style: number): Run[] {
  const runs: Run[] = [];
  let written = 0;
  for (const { from, to, href } of findAddresses(text)) {
    const address = text.slice(from, to);
    // An e-mail address cannot be encoded, so one with such a marker is written like any other text.
    if (href.startsWith("mailto:") && address.search(OPENING) >= 0) continue;
    addRun(runs, { text: text.slice(written, from), style });
    addRun(runs, addressRun(address, style));
    written = to;
  }
  addRun(runs, { text: text.slice(written), style });
  return runs;
}

function addRun(runs: Run[], run: Run): void {
  const last = runs[runs.length - 1];
  if (run.text === "") return;
  if (last?.style === run.style && !(run.style & (CODE | VERBATIM | RAW))) {
    runs[runs.length - 1] = { text: last.text + run.text, style: run.style };
  } else runs.push(run);
}

function isBlock(line: Line): boolean {
  return line.prefix !== "" || line.runs[0]?.style === RAW;
}

function styled({ prefix, runs }: Line, style: number): Line {
  return { prefix, runs: runs.map((run) => (run.style === RAW ? run : { ...run, style: run.style | style })) };
}
