import { Lexer } from "marked";
import { BlockBuilder } from "./blocks.js";
import { type Segment, segments } from "./guard.js";
import { codeBlock, type Line, plainRun } from "./runs.js";
import { serialise } from "./serialise.js";

/** How `toWhatsApp` lays things out. */
export interface ToWhatsAppOptions {
  /**
   * Marks of unordered lists by depth; the last one serves every deeper level.
   * Only `"-"` and `"*"` at the first level become real lists on the phone.
   * @default ["-", "◦", "▪"]
   */
  readonly bullets?: readonly string[];
  /**
   * Columns of monospace text a phone shows without wrapping. A table that fits is aligned in a monospace block,
   * a wider one becomes `*label:* value` lines. 0 turns aligned tables off.
   * @default 26
   */
  readonly width?: number;
}

/** Ours alone: `marked.use()` in an application must not change what we read. */
const lexerOptions = { gfm: true };

/**
 * Turns Markdown (CommonMark and GFM) into the text a WhatsApp client shows with the same words and emphasis.
 *
 * Text that would become formatting by accident is kept as written by an invisible U+2060 beside the marker;
 * U+200B lets a marker work inside a word. Neither is put into code, URLs, e-mail addresses or numbers.
 * What WhatsApp lacks is written out: headings are bold, a link is `label (url)`, tables are aligned or listed.
 *
 * Never throws. A paragraph too deep or too dense to be read safely (a model gone astray, an attack) is shown as
 * plain text; link definitions then reach only as far as the next such paragraph.
 *
 * @example toWhatsApp("**Paid** on [our site](https://example.com)"); // "*Paid* on our site (https://example.com)"
 */
export function toWhatsApp(markdown: string, options: ToWhatsAppOptions = {}): string {
  let text = "";
  for (const segment of segments(markdown)) {
    const part = serialise(linesOf(segment, options));
    if (part !== "") text += text === "" ? part : `\n\n${part}`;
  }
  return text;
}

function linesOf({ text, kind }: Segment, options: ToWhatsAppOptions): readonly Line[] {
  if (kind === "code") return [codeBlock(text.replace(/^.*\n|\n[ \t]*(?:`+|~+)[ \t\r]*$/g, ""))];
  return kind === "plain" ? plainLines(text) : readLines(text, options);
}

function readLines(markdown: string, options: ToWhatsAppOptions): readonly Line[] {
  try {
    const builder = new BlockBuilder(options);
    builder.add(Lexer.lex(markdown, lexerOptions));
    return builder.lines;
  } catch {
    // marked's own limits (stack, infinite-loop check) end here: the words still reach the reader.
    return plainLines(markdown);
  }
}

function plainLines(text: string): readonly Line[] {
  return text
    .trim()
    .split(/\r\n|[\r\n]/)
    .map((line) => ({ prefix: "", runs: [plainRun(line)] }));
}
