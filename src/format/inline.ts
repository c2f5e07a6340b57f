import type { MarkedToken, Token, Tokens } from "marked";
import type { Context } from "./context.js";
import { decodeEntities } from "./entities.js";
import { hrefOf, tagOf } from "./html.js";
import { isPointless, sameTarget, shownUrl } from "./links.js";
import { BOLD, CODE, ITALIC, type Run, STRIKE, VERBATIM } from "./runs.js";

/** Collects the runs of a paragraph, heading, item or cell. */
export interface InlineBuilder {
  /** Those of marked's inline tokens in the given style. Begins anew: one builder reads many paragraphs. */
  read(tokens: readonly Token[], style: number): InlineLines;
  /** What `text` and `tag` have added. */
  readonly lines: InlineLines;
  /** Adds text that may hold line breaks; leading white space of a continued line is layout, not content. */
  text(text: string, style: number): void;
  /** Adds one HTML tag: the few a phone can show, breaks where a block begins, nothing for the rest. */
  tag(raw: string, style: number): void;
}

type InlineLines = readonly (readonly Run[])[];

const EMPHASIS_OF: Readonly<Record<string, number>> = { strong: BOLD, em: ITALIC, del: STRIKE };

export function inlineBuilder({ closed, links, mention }: Context): InlineBuilder {
  let line: Run[] = [];
  let lines = [line];
  /** Style set by HTML tags, which marked does not nest. */
  let tagStyle = 0;
  /** The link being written, and what its label shows so far. */
  let anchor: { readonly href: string; label: string } | undefined;

  const push = (text: string, style: number) => {
    if (text === "") return;
    if (anchor !== undefined) anchor.label += text;
    const all = style | tagStyle;
    const last = line[line.length - 1];
    if (last?.style === all) line[line.length - 1] = { text: last.text + text, style: all };
    else line.push({ text, style: all });
  };

  const newline = () => {
    line = [];
    lines.push(line);
  };

  const addPart = (part: string, style: number) => push(mention(line.length === 0 ? part.trimStart() : part), style);

  const addText = (text: string, style: number) => {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      addPart(text.slice(from, end), style);
      newline();
      from = end + 1;
    }
    addPart(text.slice(from), style);
  };

  const target = (href: string, label: string, style: number) => {
    if (isPointless(href)) return;
    if (label.trim() === "") push(shownUrl(href), style | VERBATIM);
    else if (links !== "label" && !sameTarget(label, href)) push(` (${shownUrl(href)})`, VERBATIM);
  };

  const closeAnchor = (style: number) => {
    const closing = anchor;
    anchor = undefined;
    if (closing !== undefined) target(closing.href, closing.label, style);
  };

  const link = (token: Tokens.Link, style: number) => {
    const href = token.autolink ? token.text : decodeEntities(token.href);
    if (token.autolink || (!isPointless(href) && (links === "url" || sameTarget(token.text, href)))) {
      push(shownUrl(href), style | VERBATIM);
      return;
    }
    anchor = { href, label: "" };
    add(token.tokens, style);
    closeAnchor(style);
  };

  const tag = (raw: string, style: number) => {
    const read = tagOf(raw, closed);
    if (read === undefined) {
      push(raw, style);
      return;
    }
    const { name, closing } = read;
    if (name === "br" || (read.block && line.length > 0)) newline();
    if (closing) tagStyle &= ~read.style;
    else tagStyle |= read.style;
    if (name === "li" && !closing) push("- ", VERBATIM);
    if (name !== "a") return;
    closeAnchor(style);
    const href = hrefOf(raw);
    if (href !== "") anchor = { href, label: "" };
  };

  const addToken = (token: MarkedToken, style: number) => {
    switch (token.type) {
      case "text":
        // `raw`, because marked has decoded numbers but not names in `text`, and decoding twice is wrong.
        addText(decodeEntities(token.raw), style);
        break;
      case "html":
        tag(token.raw, style);
        break;
      case "escape":
        push(token.text, style);
        break;
      case "codespan":
        push(token.text, style | CODE);
        break;
      case "br":
        newline();
        break;
      case "link":
        link(token, style);
        break;
      case "image": {
        const label = decodeEntities(token.text);
        addText(label, style);
        if (anchor === undefined) target(decodeEntities(token.href), label, style);
      }
    }
  };

  const add = (tokens: readonly Token[], style: number) => {
    (tokens as readonly MarkedToken[]).forEach((token, i) => {
      const bit = EMPHASIS_OF[token.type];
      if (bit === undefined) {
        addToken(token, style);
        return;
      }
      const { raw, text, tokens: inner } = token as Tokens.Em;
      const marker = isArithmetic(tokens, i) ? raw.slice(0, raw.indexOf(text)) : "";
      push(marker, style);
      add(inner, marker === "" ? style | bit : style);
      push(marker, style);
    });
  };

  const read = (tokens: readonly Token[], style: number) => {
    line = [];
    lines = [line];
    tagStyle = 0;
    anchor = undefined;
    add(tokens, style);
    return lines;
  };

  return { read, lines, text: addText, tag };
}

/** `5*3*2`: stars beside a digit multiply, whatever Markdown says. */
function isArithmetic(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.raw.slice(-1) ?? "";
  const after = tokens[index + 1]?.raw.charAt(0) ?? "";
  return /\d/.test(before + after) && ARITHMETIC.test(before + tokens[index]?.raw + after);
}

const ARITHMETIC = /^\d(?:[*_~]\p{L}|[*_~]+\d)|(?:\p{L}[*_~]|\d[*_~]+)\d$/u;
