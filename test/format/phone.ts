import type { TextBlock } from "evolution-kit/format";
import { JOINED, WORD } from "../../src/format/grammar.js";
import { blocksOf } from "../../src/format/render-whatsapp.js";

/** What a reader sees of a stretch of text: `b`old, `i`talic, `s`trike, `c`ode, in that order; empty for plain. */
export interface Span {
  readonly text: string;
  readonly style: string;
}

/** How strictly a phone takes "punctuation" before an opening marker: clients differ on emoji and other symbols. */
export type Reading = "punctuation only" | "anything but letters and digits";

const afterAnything = (before: number) => before !== WORD && before !== JOINED;

/** Shows a message as WhatsApp does, line by line, with what stands before a line as text. */
export function spansOf(message: string, reading: Reading = "punctuation only"): Span[] {
  const blocks = reading === "punctuation only" ? blocksOf(message) : blocksOf(message, afterAnything);
  const spans: Span[] = [];
  const add = (text: string, style: string) => {
    const last = spans[spans.length - 1];
    if (last?.style === style) spans[spans.length - 1] = { text: last.text + text, style };
    else if (text !== "") spans.push({ text, style });
  };
  for (const [index, block] of blocks.entries()) {
    add(`${index > 0 ? "\n" : ""}${prefixOf(block)}`, "");
    for (const { text, bold, italic, strike, code } of block.spans) {
      add(text, `${bold ? "b" : ""}${italic ? "i" : ""}${strike ? "s" : ""}${code ? "c" : ""}`);
    }
  }
  return spans;
}

/** The same as text: `plain <b>bold</> <bi>both</>`. */
export function shown(message: string, reading?: Reading): string {
  return spansOf(message, reading)
    .map(({ text, style }) => (style === "" ? text : `<${style}>${text}</>`))
    .join("");
}

function prefixOf(block: TextBlock): string {
  if (block.kind === "number") return `${block.number}. `;
  return { paragraph: "", code: "", quote: "┃ ", bullet: "• " }[block.kind];
}
