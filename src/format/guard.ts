/**
 * marked overflows its stack on deep nesting, takes exponential time on stepped quotes and quadratic time on long
 * runs of open markers. Ordinary text is far below these caps; what passes them is shown plain.
 */
const MAX_QUOTES = 5;
const MAX_DEPTH = 24;
const MAX_MARKERS = 1000;
const MAX_LINES_IN_NESTED_QUOTE = 200;
/** marked looks for addresses at every dot of a word. */
const MAX_WORD = 4000;

/** A part of the text: read as Markdown, or too dense for that and shown as the lines or the code it is. */
export interface Segment {
  readonly text: string;
  readonly kind: "markdown" | "plain" | "code";
}

/**
 * Splits the text into parts that are safe to read and parts that are not, in one pass over the lines. A blank line
 * ends a paragraph, a list item starts a new run of inline markers. Ordinary text is one part.
 */
export function segments(text: string): readonly Segment[] {
  const found: Segment[] = [];
  let taken = 0;
  let from = 0;
  let markers = 0;
  let nestedLines = 0;
  let flagged = false;
  let fence = "";
  const add = (end: number, kind: Segment["kind"]) => {
    if (end > taken) found.push({ text: text.slice(taken, end), kind });
    taken = end;
  };
  const cut = (end: number, next: number) => {
    if (flagged) {
      add(from, "markdown");
      add(end, fence === "" ? "plain" : "code");
    }
    from = next;
    markers = nestedLines = 0;
    flagged = false;
  };
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    const prefix = PREFIX.exec(line)?.[0] ?? "";
    const words = line.slice(prefix.length);
    const quotes = count(prefix, />/g);
    const nested = quotes + count(prefix, /[-+*.)]/g);
    const indent = count(prefix, /\s/g);
    const depth = nested && nested + (indent >> 1);
    const newFence = nested === 0 && indent < 4 ? fenceOf(words) : "";
    if (fence !== "") {
      if (newFence.startsWith(fence)) {
        cut(end, end + 1);
        fence = "";
      }
    } else if (newFence !== "") {
      cut(start, start);
      fence = newFence;
    } else if (words === "" && nested === 0) cut(start, end + 1);
    else if (nested > 0 && words !== "" && ITEM.test(prefix)) markers = 0;
    markers += markersIn(words);
    if (nestedLines > 0 || (quotes > 0 && depth > 1)) nestedLines++;
    flagged ||=
      quotes > MAX_QUOTES ||
      depth > MAX_DEPTH ||
      markers > MAX_MARKERS ||
      nestedLines > MAX_LINES_IN_NESTED_QUOTE ||
      (line.length > MAX_WORD && words.split(" ").some((word) => word.length > MAX_WORD));
    start = end + 1;
  }
  cut(text.length, text.length);
  add(text.length, "markdown");
  return found;
}

/** Indentation, quote marks, bullets and numbers. */
const PREFIX = /^(?:[\s>]|(?:[-+*]|\d{1,9}[.)])(?=\s))*/;
/** Starts a list item even in the middle of a paragraph: bullets and a 1 do, other numbers do not. */
const ITEM = /^ {0,3}(?:[-+*]|1[.)])/;

/** The fence a line is, outside of lists and quotes; otherwise empty. */
function fenceOf(words: string): string {
  if (!words.startsWith("```") && !words.startsWith("~~~")) return "";
  const fence = /^(?:`+|~+)/.exec(words)?.[0] ?? "";
  return fence.startsWith("`") && words.includes("`", fence.length) ? "" : fence;
}

function count(text: string, what: RegExp): number {
  return text === "" ? 0 : (text.match(what)?.length ?? 0);
}

/** Counts `*`, `_`, `[` and `~`: every character of every text passes here, so without a pattern. */
function markersIn(text: string): number {
  let found = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 42 || code === 95 || code === 91 || code === 126) found++;
  }
  return found;
}
