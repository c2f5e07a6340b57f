import type { MarkedToken, Token, Tokens } from "marked";
import { decodeEntities } from "./entities.js";
import { kindAt, WORD } from "./grammar.js";
import { tagOf } from "./html.js";
import { isPointless, sameTarget, shownUrl } from "./links.js";
import { BOLD, CODE, ITALIC, type Run, STRIKE, VERBATIM } from "./runs.js";

/** Collects the runs of one paragraph, heading, item or cell, line by line. */
export class InlineBuilder {
  readonly lines: Run[][] = [[]];
  /** Style set by HTML tags, which marked does not nest. */
  private tagStyle = 0;
  /** The link being written, and what its label shows so far. */
  private anchor: { readonly href: string; label: string } | undefined;

  /** Adds marked's inline tokens in the given style. */
  add(tokens: readonly Token[], style: number): this {
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as MarkedToken;
      if ((token.type === "em" || token.type === "strong" || token.type === "del") && isArithmetic(tokens, i)) {
        const marker = token.raw.slice(0, token.raw.indexOf(token.text));
        this.push(marker, style);
        this.add(token.tokens, style);
        this.push(marker, style);
      } else if (token.type === "html") {
        const ahead = tokens.slice(i + 1, i + 99);
        this.tag(token.raw, style, ahead.map(({ raw }) => raw).join(""));
      } else this.addToken(token, style);
    }
    return this;
  }

  private addToken(token: MarkedToken, style: number): void {
    switch (token.type) {
      case "text":
        // `raw`, because marked has decoded numbers but not names in `text`, and decoding twice is wrong.
        this.text(decodeEntities(token.raw), style);
        break;
      case "escape":
        this.text(token.text, style);
        break;
      case "strong":
        this.add(token.tokens, style | BOLD);
        break;
      case "em":
        this.add(token.tokens, style | ITALIC);
        break;
      case "del":
        this.add(token.tokens, style | STRIKE);
        break;
      case "codespan":
        this.push(token.text, style | CODE);
        break;
      case "br":
        this.newline();
        break;
      case "link":
        this.link(token, style);
        break;
      case "image":
        this.image(token, style);
        break;
    }
  }

  /** Adds text that may hold line breaks; leading white space of a continued line is layout, not content. */
  text(text: string, style: number): void {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.textLine(text.slice(from, at), style);
      this.newline();
      from = at + 1;
    }
    this.textLine(from === 0 ? text : text.slice(from), style);
  }

  private textLine(text: string, style: number): void {
    const starting = this.lines.length > 1 && this.line.length === 0;
    this.push(starting ? text.trimStart() : text, style);
  }

  private get line(): Run[] {
    return this.lines[this.lines.length - 1] ?? [];
  }

  private push(text: string, style: number): void {
    if (text === "") return;
    if (this.anchor !== undefined) this.anchor.label += text;
    const line = this.line;
    const all = style | this.tagStyle;
    const last = line[line.length - 1];
    if (last !== undefined && last.style === all) line[line.length - 1] = { text: last.text + text, style: all };
    else line.push({ text, style: all });
  }

  private newline(): void {
    this.lines.push([]);
  }

  /**
   * Adds one HTML tag: the few a phone can show, breaks where a block begins, nothing for the rest. `ahead` is what
   * follows: a style that does not end there is none.
   */
  tag(raw: string, style: number, ahead: string): void {
    const tag = tagOf(raw);
    if (tag === undefined || (tag.style && !tag.closing && !ahead.toLowerCase().includes(`</${tag.name}`))) {
      this.push(raw, style);
      return;
    }
    if (tag.name === "br" || (tag.block && this.line.length > 0)) this.newline();
    if (tag.closing) this.tagStyle &= ~tag.style;
    else this.tagStyle |= tag.style;
    if (tag.name !== "a") return;
    this.closeAnchor(style);
    if (tag.href !== "") this.anchor = { href: decodeEntities(tag.href), label: "" };
  }

  private link(token: Tokens.Link, style: number): void {
    const href = token.autolink ? token.text : decodeEntities(token.href);
    if (token.autolink || (!isPointless(href) && sameTarget(token.text, href))) {
      this.push(shownUrl(href), style | VERBATIM);
      return;
    }
    this.anchor = { href, label: "" };
    this.add(token.tokens, style);
    this.closeAnchor(style);
  }

  private closeAnchor(style: number): void {
    const anchor = this.anchor;
    this.anchor = undefined;
    if (anchor !== undefined) this.target(anchor.href, anchor.label, style);
  }

  private image(token: Tokens.Image, style: number): void {
    const label = decodeEntities(token.text);
    this.text(label, style);
    if (this.anchor === undefined) this.target(decodeEntities(token.href), label, style);
  }

  private target(href: string, label: string, style: number): void {
    if (isPointless(href)) return;
    if (label.trim() === "") this.push(shownUrl(href), style | VERBATIM);
    else if (!sameTarget(label, href)) this.push(` (${shownUrl(href)})`, VERBATIM);
  }
}

/** `5*3*2`: stars beside a digit multiply, whatever Markdown says. */
function isArithmetic(tokens: readonly Token[], index: number): boolean {
  const { raw = "", type } = tokens[index] ?? {};
  const before = tokens[index - 1]?.raw.slice(-1) ?? "";
  const after = tokens[index + 1]?.raw.charAt(0) ?? "";
  if (!isDigit(before) && !isDigit(after)) return false;
  const inside = raw.replace(/^[*_~]+|[*_~]+$/g, "");
  const touches = type === "strong" ? isDigit : isWord;
  return (isDigit(before) && touches(inside.charAt(0))) || (isDigit(after) && touches(inside.slice(-1)));
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9";
}

function isWord(char: string): boolean {
  return kindAt(char, 0) === WORD;
}
