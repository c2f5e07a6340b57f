import { findAddresses } from "./addresses.js";
import { JOINER, LINE_MARK, SEPARATOR } from "./grammar.js";
import { HIDDEN, markPairs, type Opens } from "./pairs.js";
import { BOLD, CODE, ITALIC, STRIKE } from "./runs.js";

/** A stretch of text in one style. What is absent does not apply. */
export interface TextSpan {
  /** What is shown, without markers and invisible characters. Only code has line breaks in it. */
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  /** Monospace; nothing inside is formatted. */
  readonly code?: boolean;
  /** Where a tap leads: an `http(s)` address, or `mailto:`. */
  readonly link?: string;
}

/** A line of a message, or a block of code. */
export type TextBlock =
  | { readonly kind: "paragraph" | "quote" | "bullet" | "code"; readonly spans: readonly TextSpan[] }
  | { readonly kind: "number"; readonly number: number; readonly spans: readonly TextSpan[] };

/** A message as a phone shows it. */
export interface RenderedText {
  /** From top to bottom, one for each line; an empty line is a paragraph without spans. */
  readonly blocks: readonly TextBlock[];
}

/**
 * Reads WhatsApp's text syntax as a phone does: which words are bold, what is a list, a quote, code or a link.
 *
 * A marker opens at the start of a line or after white space, punctuation or another marker, and touches its text; no
 * letter or digit follows the closing one; a pair never crosses a line. There is no escape, and lists do not nest.
 * Takes any text, in linear time, and never throws.
 *
 * @example
 * renderWhatsApp("*Total:* 5").blocks;
 * // [{ kind: "paragraph", spans: [{ text: "Total:", bold: true }, { text: " 5" }] }]
 */
export function renderWhatsApp(text: string): RenderedText {
  return { blocks: blocksOf(text) };
}

/** A code block's three backticks: where they open and where they close. */
interface Fence {
  readonly open: number;
  readonly close: number;
}

/** The blocks of a message, for clients that let a marker open where `opens` says. */
export function blocksOf(given: string, opens?: Opens): TextBlock[] {
  return markedLines(given.replaceAll("\r\n", "\n"), opens).map(blockOf);
}

/** A line of a message, and how each of its characters is shown. A code block is one line. */
export interface MarkedLine {
  readonly text: string;
  readonly start: number;
  /** Where what stands after a list or quote mark begins. */
  readonly from: number;
  readonly end: number;
  /** By the characters of the text: style bits, and `HIDDEN`. */
  readonly marks: Uint8Array;
  /** The code blocks in it: more than one, or with text around them, if they do not stand alone. */
  readonly fences: readonly Fence[];
}

/** The lines of a text without carriage returns, in one pass. */
export function markedLines(text: string, opens?: Opens): MarkedLine[] {
  const marks = new Uint8Array(text.length);
  const fences = findFences(text);
  const lines: MarkedLine[] = [];
  let next = 0;
  for (let start = 0; start <= text.length; ) {
    let end = lineEnd(text, start);
    const inLine: Fence[] = [];
    for (let fence = fences[next]; fence !== undefined && fence.open < end; fence = fences[++next]) {
      inLine.push(fence);
      if (fence.close > end) end = lineEnd(text, fence.close);
    }
    const from = start + (LINE_MARK.exec(text.slice(start, start + 4))?.[0].length ?? 0);
    const line = { text, start, from, end, marks, fences: inLine };
    markLine(line, opens);
    lines.push(line);
    start = end + 1;
  }
  return lines;
}

function markLine(line: MarkedLine, opens: Opens | undefined): void {
  const { text, end, marks, fences } = line;
  let { from } = line;
  for (const { open, close } of fences) {
    marks
      .fill(HIDDEN | CODE, open, open + 3)
      .fill(CODE, open + 3, close)
      .fill(HIDDEN | CODE, close, close + 3);
    // A pair does not cross a line, and code may hold several.
    if (!text.slice(open, close).includes("\n")) continue;
    markPairs({ text, from, to: open, marks }, opens);
    from = close + 3;
  }
  markPairs({ text, from, to: end, marks }, opens);
}

function blockOf(line: MarkedLine): TextBlock {
  const { text, start, from, end, fences } = line;
  const whole = fences[0];
  if (whole?.open === start && whole.close + 3 === end) {
    const code = visible(
      text
        .slice(start + 3, whole.close)
        .replace(/^\n/, "")
        .replace(/\n$/, ""),
    );
    return { kind: "code", spans: code === "" ? [] : [{ text: code, code: true }] };
  }
  const spans = spansOf(line);
  if (from === start) return { kind: "paragraph", spans };
  if (text.charAt(start) === ">") return { kind: "quote", spans };
  if (from - start === 2) return { kind: "bullet", spans };
  return { kind: "number", number: Number.parseInt(text.slice(start, from), 10), spans };
}

/** The spans of a line whose characters are marked. */
function spansOf({ text, from: start, end, marks }: MarkedLine): TextSpan[] {
  const spans: TextSpan[] = [];
  for (let from = start; from < end; ) {
    const mark = marks[from] ?? 0;
    let to = from + 1;
    while (to < end && marks[to] === mark) to++;
    if (!(mark & HIDDEN)) addSpans(spans, text.slice(from, to), mark);
    from = to;
  }
  return spans;
}

function addSpans(spans: TextSpan[], text: string, style: number): void {
  let written = 0;
  const add = (to: number, href?: string) => {
    const shown = visible(text.slice(written, to));
    written = to;
    if (shown !== "") spans.push({ text: shown, ...namesOf(style), ...(href !== undefined && { link: href }) });
  };
  for (const { from, to, href } of style & CODE ? [] : findAddresses(text)) {
    add(from);
    add(to, href);
  }
  add(text.length);
}

function namesOf(style: number): Omit<TextSpan, "text" | "link"> {
  return {
    ...(style & BOLD && { bold: true }),
    ...(style & ITALIC && { italic: true }),
    ...(style & STRIKE && { strike: true }),
    ...(style & CODE && { code: true }),
  };
}

function findFences(text: string): Fence[] {
  const fences: Fence[] = [];
  for (let open = text.indexOf("```"); open >= 0; ) {
    const close = text.indexOf("```", open + 4);
    if (close < 0) break;
    fences.push({ open, close });
    open = text.indexOf("```", close + 3);
  }
  return fences;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function visible(text: string): string {
  return text.replaceAll(SEPARATOR, "").replaceAll(JOINER, "");
}
