import type { MarkedToken, Token, Tokens } from "marked";
import { addHtml } from "./html.js";
import { InlineBuilder } from "./inline.js";
import { BOLD, codeBlock, type Line, RAW, type Run } from "./runs.js";
import { tableLines } from "./table.js";
import type { ToWhatsAppOptions } from "./to-whatsapp.js";

const BULLETS = ["-", "◦", "▪"];
const RULE = "─".repeat(10);
const BLANK: Line = { prefix: "", runs: [] };

/** What stands before the lines of a list item or quote: once its mark, then what aligns with it. */
class Margin {
  private first: string;
  readonly rest: string;
  readonly lists: number;

  constructor(first: string, rest: string, lists: number) {
    this.first = first;
    this.rest = rest;
    this.lists = lists;
  }

  take(): string {
    const prefix = this.first;
    this.first = this.rest;
    return prefix;
  }

  get hasMark(): boolean {
    return this.first !== this.rest;
  }
}

/** Collects the lines of a message from marked's block tokens. */
export class BlockBuilder {
  readonly lines: Line[] = [];
  private readonly bullets: readonly string[];
  private readonly width: number;
  private gap = false;

  constructor(options: ToWhatsAppOptions) {
    this.bullets = options.bullets?.length ? options.bullets : BULLETS;
    this.width = options.width ?? 26;
  }

  /** Adds marked's block tokens. A blank line in the source stays one; several become one. */
  add(tokens: readonly Token[], margin = new Margin("", "", 0)): void {
    for (const token of tokens as readonly MarkedToken[]) {
      this.addBlock(token, margin);
      if (token.type === "space" || /\n[ \t]*\n$/.test(token.raw.slice(-8))) this.gap = this.lines.length > 0;
    }
  }

  private addBlock(token: MarkedToken, margin: Margin): void {
    switch (token.type) {
      case "paragraph":
      case "heading":
      case "text": {
        const style = token.type === "heading" ? BOLD : 0;
        this.pushAll(new InlineBuilder().add(token.tokens ?? [token], style).lines, margin);
        break;
      }
      case "code":
        this.code(token.text, margin);
        break;
      case "hr":
        this.push(margin.take(), [{ text: RULE, style: 0 }]);
        break;
      case "html":
        this.html(token.text, margin);
        break;
      case "list":
        this.list(token, margin);
        break;
      case "blockquote":
        this.quote(token, margin);
        break;
      case "table":
        this.table(token, margin);
        break;
    }
  }

  private html(html: string, margin: Margin): void {
    const inline = new InlineBuilder();
    addHtml(html, inline, 0);
    this.pushAll(
      inline.lines.filter((line) => line.some((run) => run.text.trim() !== "")),
      margin,
    );
  }

  /** A block leaves its list or quote: a prefix inside the fence would become part of the code. */
  private code(text: string, margin: Margin): void {
    if (text.trim() === "") return;
    if (margin.hasMark) this.push(margin.take(), []);
    this.pushLine(codeBlock(text));
  }

  private table(token: Tokens.Table, margin: Margin): void {
    const lines = tableLines(token, this.width);
    if (lines[0]?.[0]?.style === RAW && margin.hasMark) this.push(margin.take(), []);
    this.pushAll(lines, margin);
  }

  /** The phone quotes only at the start of a line; inside a list or another quote a bar is drawn. */
  private quote(token: Tokens.Blockquote, margin: Margin): void {
    const mark = margin.rest === "" ? "> " : "│ ";
    const inner = new Margin(margin.take() + mark, margin.rest + mark, margin.lists);
    this.add(token.tokens, inner);
  }

  private list(list: Tokens.List, margin: Margin): void {
    const bullet = this.bullets[Math.min(margin.lists, this.bullets.length - 1)] ?? "-";
    let number = Number(list.start);
    for (const item of list.items) {
      const mark = list.ordered ? `${number++}. ` : item.task ? "" : `${bullet} `;
      const box = item.task ? (item.checked ? "☑ " : "☐ ") : "";
      const inner = new Margin(
        margin.take() + mark + box,
        margin.rest + " ".repeat(mark.length || 2),
        margin.lists + 1,
      );
      this.add(item.tokens, inner);
      if (inner.hasMark) this.push(inner.take(), []);
      if (/\n[ \t]*\n$/.test(item.raw)) this.gap = true;
    }
  }

  private pushAll(lines: readonly (readonly Run[])[], margin: Margin): void {
    for (const runs of lines) this.push(margin.take(), runs);
  }

  private push(prefix: string, runs: readonly Run[]): void {
    this.pushLine({ prefix, runs });
  }

  private pushLine(line: Line): void {
    if (this.gap) this.lines.push(BLANK);
    this.gap = false;
    this.lines.push(line);
  }
}
