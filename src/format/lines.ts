import { Lexer } from "marked";
import { blockLines } from "./blocks.js";
import { type Context, contextOf } from "./context.js";
import { type Segment, segments } from "./guard.js";
import type { ToWhatsAppOptions } from "./options.js";
import { BLANK, codeBlock, type Line, plainRun } from "./runs.js";
import { lexerOptions } from "./tokenizer.js";

/** Reads Markdown as the lines of a message. Never throws; what cannot be read safely is plain. */
export function linesOf(markdown: string, options: ToWhatsAppOptions): readonly Line[] {
  const context = contextOf(markdown, options);
  const all: Line[] = [];
  for (const segment of segments(markdown)) {
    const lines = readSegment(segment, context);
    if (all.length > 0 && lines.length > 0) all.push(BLANK);
    for (const line of lines) all.push(line);
  }
  return all;
}

function readSegment({ text, kind }: Segment, context: Context): readonly Line[] {
  if (kind === "code") return [codeBlock(text.replace(/^.*\n|\n[ \t]*(?:`+|~+)[ \t\r]*$/g, ""))];
  try {
    if (kind === "markdown") return blockLines(Lexer.lex(text, lexerOptions(text)), context);
  } catch {
    // marked's own limits (stack, infinite-loop check) end here: the words still reach the reader.
  }
  return plainLines(text);
}

function plainLines(text: string): readonly Line[] {
  const words = text.trim();
  return words === "" ? [] : words.split(/\r\n?|\n/).map((line) => ({ prefix: "", runs: [plainRun(line)] }));
}
