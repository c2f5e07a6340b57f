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
  const cut = (end: number, next: number) => {
    if (flagged) {
      if (from > taken) found.push({ text: text.slice(taken, from), kind: "markdown" });
      found.push({ text: text.slice(from, end), kind: fence === "" ? "plain" : "code" });
      taken = end;
    }
    from = next;
    markers = nestedLines = 0;
    flagged = false;
  };
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const line = readLine(text, start, end);
    if (fence !== "") {
      if (line.fence.startsWith(fence)) {
        cut(end, end + 1);
        fence = "";
      }
    } else if (line.fence !== "") {
      cut(start, start);
      fence = line.fence;
    } else if (line.blank) cut(start, end + 1);
    else if (line.item) markers = 0;
    markers += line.markers;
    if (nestedLines > 0 || (line.quotes > 0 && line.depth > 1)) nestedLines++;
    flagged ||=
      line.quotes > MAX_QUOTES ||
      line.depth > MAX_DEPTH ||
      markers > MAX_MARKERS ||
      nestedLines > MAX_LINES_IN_NESTED_QUOTE;
    start = end + 1;
  }
  cut(text.length, text.length);
  if (taken < text.length) found.push({ text: text.slice(taken), kind: "markdown" });
  return found;
}

interface LineShape {
  readonly blank: boolean;
  /** Starts a list item even in the middle of a paragraph: bullets and a 1 do, other numbers do not. */
  readonly item: boolean;
  /** The fence this line is, outside of lists and quotes; otherwise empty. */
  readonly fence: string;
  readonly quotes: number;
  readonly depth: number;
  /** Inline markers; endless where a word is too long to be searched for addresses. */
  readonly markers: number;
}

function readLine(text: string, start: number, end: number): LineShape {
  let at = start;
  let spaces = 0;
  let lists = 0;
  let quotes = 0;
  let item = false;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9 || code === 13) spaces++;
    else if (code === 62) quotes++;
    else {
      const mark = listMark(text, at);
      if (mark === 0) break;
      if (lists === 0 && quotes === 0 && spaces < 4) item = code < 48 || (code === 49 && mark === 2);
      lists++;
      at += mark - 1;
    }
  }
  const nested = lists + quotes;
  const char = text.charCodeAt(at);
  let markers = 0;
  let word = at;
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 32) word = i;
    else if (i - word > MAX_WORD) markers = Infinity;
    if (code === 42 || code === 95 || code === 91 || code === 126) markers++;
  }
  return {
    blank: at >= end && nested === 0,
    item: item && at < end,
    fence: nested === 0 && spaces < 4 && (char === 96 || char === 126) ? fenceAt(text, at, end) : "",
    quotes,
    depth: nested === 0 ? 0 : nested + (spaces >> 1),
    markers,
  };
}

/** The length of a bullet or number with the space after it, 0 if there is none. */
function listMark(text: string, at: number): number {
  let i = at;
  const code = text.charCodeAt(i);
  if (code === 42 || code === 43 || code === 45) i++;
  else {
    while (i < at + 9 && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++;
    const mark = text.charCodeAt(i);
    if (i === at || (mark !== 46 && mark !== 41)) return 0;
    i++;
  }
  const next = text.charCodeAt(i);
  return next === 32 || next === 9 ? i - at : 0;
}

function fenceAt(text: string, at: number, lineEnd: number): string {
  const char = text.charAt(at);
  let end = at;
  while (text.charAt(end) === char) end++;
  const inlineCode = char === "`" && text.slice(end, lineEnd).includes("`");
  return end - at < 3 || inlineCode ? "" : text.slice(at, end);
}
