/** What a reader sees of a stretch of text: `b`old, `i`talic, `s`trike, `c`ode, in that order; empty for plain. */
export interface Span {
  readonly text: string;
  readonly style: string;
}

/** How strictly a phone takes "punctuation" before an opening marker: clients differ on emoji and other symbols. */
export type Reading = "punctuation only" | "anything but letters and digits";

const styleOf: Record<string, string> = { "*": "b", _: "i", "~": "s" };
const INVISIBLE = /[\u200B\u2060]/g;

/** Shows a message as WhatsApp does, block by block and line by line; invisible characters are gone afterwards. */
export function spansOf(message: string, reading: Reading = "punctuation only"): Span[] {
  const spans: Span[] = [];
  for (const [index, part] of message.split(/```([\s\S]+?)```/).entries()) {
    if (index % 2 === 1) spans.push({ text: part, style: "c" });
    else if (part !== "") {
      const lines = part.split("\n");
      for (const [i, line] of lines.entries()) {
        new PhoneLine(line, reading).spans(spans);
        if (i < lines.length - 1) spans.push({ text: "\n", style: "" });
      }
    }
  }
  return merge(spans);
}

/** The same as text: `plain <b>bold</> <bi>both</>`. */
export function shown(message: string, reading?: Reading): string {
  return spansOf(message, reading)
    .map(({ text, style }) => (style === "" ? text : `<${style}>${text}</>`))
    .join("");
}

class PhoneLine {
  private readonly chars: string[];
  private readonly styles: string[];
  private readonly hidden: boolean[];
  private readonly reading: Reading;

  constructor(line: string, reading: Reading) {
    this.reading = reading;
    const mark = /^(?:> |[-*] |\d{1,2}\. )/.exec(line)?.[0] ?? "";
    this.chars = [...line];
    this.styles = this.chars.map(() => "");
    this.hidden = this.chars.map(() => false);
    const shownMark = mark === "> " ? "┃ " : mark === "- " || mark === "* " ? "• " : mark;
    for (const [i, char] of [...shownMark].entries()) this.chars[i] = char;
    this.code(mark.length);
    this.emphasis(mark.length, this.chars.length);
  }

  spans(into: Span[]): void {
    for (const [i, text] of this.chars.entries()) {
      if (!this.hidden[i]) into.push({ text, style: this.styles[i] ?? "" });
    }
  }

  private code(from: number): void {
    for (let i = from; i < this.chars.length; i++) {
      if (this.chars[i] !== "`" || !this.opens(i)) continue;
      const end = this.closing(i, this.chars.length);
      if (end < 0) continue;
      this.mark(i, end, "c");
      i = end;
    }
  }

  private emphasis(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const style = this.isCode(i) ? undefined : styleOf[this.chars[i] ?? ""];
      if (style === undefined || this.hidden[i] || !this.opens(i)) continue;
      const end = this.closing(i, to);
      if (end < 0) continue;
      this.mark(i, end, style);
      this.emphasis(i + 1, end);
      i = end;
    }
  }

  private opens(i: number): boolean {
    const before = this.chars[i - 1];
    if (i + 1 >= this.chars.length || isSpace(this.chars[i + 1])) return false;
    if (before === undefined || isSpace(before)) return true;
    if (this.reading === "punctuation only") return /[\p{P}$+<=>^`|~]/u.test(before);
    return !/[\p{L}\p{N}\u2060]/u.test(before);
  }

  private closing(open: number, to: number): number {
    for (let i = open + 2; i < to; i++) {
      if (this.chars[i] !== this.chars[open] || this.isCode(i)) continue;
      if (!isSpace(this.chars[i - 1]) && !/[\p{L}\p{N}]/u.test(this.chars[i + 1] ?? "")) return i;
    }
    return -1;
  }

  private isCode(i: number): boolean {
    return this.styles[i]?.includes("c") === true;
  }

  private mark(open: number, end: number, style: string): void {
    this.hidden[open] = true;
    this.hidden[end] = true;
    for (let i = open; i <= end; i++) this.styles[i] = [...`${this.styles[i]}${style}`].sort(byRank).join("");
  }
}

function byRank(a: string, b: string): number {
  return "bisc".indexOf(a) - "bisc".indexOf(b);
}

function isSpace(char: string | undefined): boolean {
  return char === undefined || /[\s\u200B]/.test(char);
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const text = span.text.replace(INVISIBLE, "");
    const last = merged[merged.length - 1];
    if (last?.style === span.style) merged[merged.length - 1] = { text: last.text + text, style: span.style };
    else if (text !== "") merged.push({ text, style: span.style });
  }
  return merged;
}
