import type { MarkedToken, Token } from "marked";
import type { Context } from "./context.js";
import { htmlLines } from "./html.js";
import { inlineBuilder } from "./inline.js";
import { BLANK, BOLD, codeBlock, ITALIC, type Line, plainRun, RAW, type Run } from "./runs.js";
import { gridOf, tableLines } from "./table.js";

const HEADINGS = { bold: BOLD, italic: ITALIC, plain: 0 };
const BULLETS = ["-", "◦", "▪"];

/** What stands before the lines of a list item or quote: first its mark, then what aligns with it. */
interface Margin {
  next: string;
  readonly rest: string;
  /** How many lists it is in. */
  readonly lists: number;
}

/** A blank line, but for the quiet one of `fromWhatsApp`, which is there for Markdown only. */
const BLANK_AT_END = /\n(?! \t\n)[ \t]*\n$/;

/** The lines of a message from marked's block tokens. A blank line in the source stays one; several become one. */
export function blockLines(blocks: readonly Token[], context: Context): readonly Line[] {
  const lines: Line[] = [];
  const inline = inlineBuilder(context);
  let gap = false;

  const push = (line: Line) => {
    if (gap) lines.push(BLANK);
    gap = false;
    lines.push(line);
  };

  /** Adds a line with what stands before it. */
  const add = (margin: Margin, runs: readonly Run[]) => {
    const prefix = margin.next;
    margin.next = margin.rest;
    push({ prefix, runs });
  };

  /** A mark that has nothing to stand before has a line of its own. */
  const addMark = (margin: Margin) => {
    if (margin.next !== margin.rest) add(margin, []);
  };

  const addAll = (tokens: readonly Token[], margin: Margin) => {
    for (const token of tokens as readonly MarkedToken[]) {
      addBlock(token, margin);
      if (token.raw.endsWith("\n") && BLANK_AT_END.test(`\n${token.raw.slice(-8)}`)) gap = lines.length > 0;
    }
  };

  const addBlock = (token: MarkedToken, margin: Margin) => {
    const { next, rest, lists } = margin;
    switch (token.type) {
      case "paragraph":
      case "heading":
      case "text":
        for (const line of inline.read(
          token.tokens ?? [token],
          token.type === "heading" ? HEADINGS[context.headings ?? "bold"] : 0,
        ))
          add(margin, line);
        break;
      case "code":
        // A block leaves its list or quote: a prefix inside the fence would become part of the code.
        if (token.text.trim() === "") break;
        addMark(margin);
        push(codeBlock(token.text));
        break;
      case "hr":
        add(margin, [plainRun("──────────")]);
        break;
      case "html":
        for (const line of htmlLines(token.text, context))
          if (line.some(({ text }) => text.trim() !== "")) add(margin, line);
        break;
      case "blockquote": {
        // The phone quotes only at the start of a line; inside a list or another quote a bar is drawn.
        const mark = rest === "" ? "> " : "│ ";
        margin.next = rest;
        addAll(token.tokens, { next: next + mark, rest: rest + mark, lists });
        break;
      }
      case "list": {
        const { bullets = BULLETS } = context;
        const bullet = bullets[Math.min(lists, bullets.length - 1)] ?? "-";
        let number = Number(token.start);
        for (const item of token.items) {
          const box = item.task ? (item.checked ? "☑ " : "☐ ") : "";
          const mark = token.ordered ? `${number++}. ` : box ? "" : `${bullet} `;
          const aligned = rest + " ".repeat(mark.length || 2);
          const inner = { next: margin.next + mark + box, rest: aligned, lists: lists + 1 };
          margin.next = rest;
          addAll(item.tokens, inner);
          addMark(inner);
          if (BLANK_AT_END.test(item.raw)) gap = true;
        }
        break;
      }
      case "table": {
        const table = tableLines(gridOf(token, context), context);
        if (table[0]?.[0]?.style === RAW) addMark(margin);
        for (const line of table) add(margin, line);
      }
    }
  };

  addAll(blocks, { next: "", rest: "", lists: 0 });
  return lines;
}
