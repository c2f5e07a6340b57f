import { decodeEntities } from "./entities.js";
import type { InlineBuilder } from "./inline.js";
import { BOLD, CODE, ITALIC, STRIKE } from "./runs.js";

const styles = new Map<string, number>([
  ["b", BOLD],
  ["strong", BOLD],
  ["i", ITALIC],
  ["em", ITALIC],
  ["s", STRIKE],
  ["del", STRIKE],
  ["strike", STRIKE],
  ["code", CODE],
  ["kbd", CODE],
]);
/**
 * The elements we know: blocks, which stand on lines of their own, then those that mean nothing here. Other names are no
 * HTML but placeholders (`<name>`), and shown as written.
 */
const KNOWN =
  /^(?:(p|pre|div|[duo]l|d[dt]|li|h[1-6r]|table|tr|blockquote|section|details|summary)|a|br|img|span|u|su[bp]|small|t[dh]|)$/;

/** What a tag means to us. */
export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly style: number;
  /** Stands on lines of its own. */
  readonly block: boolean;
  /** Destination of an opening `<a>`, otherwise empty. */
  readonly href: string;
}

/** Reads one tag; comments and declarations mean nothing. `undefined` for a comparison or a placeholder: `a<b and c>d`. */
export function tagOf(raw: string): Tag | undefined {
  const name = /^<\/?([a-z\d]*)(?=[\s/>!-])/i.exec(raw)?.[1]?.toLowerCase() ?? "-";
  const style = styles.get(name) ?? 0;
  const known = KNOWN.exec(name);
  if (style ? /^[^=]*\s[^=]*$/.test(raw) : !known) return;
  const href = name === "a" ? /\shref\s*=\s*(["']?)(.*?)\1\/?[\s>]/i.exec(raw) : null;
  return { name, closing: raw.startsWith("</"), style, block: !!known?.[1], href: href?.[2] ?? "" };
}

/** A comment, script or style from its beginning to its end, or to the end of the text. */
const HIDDEN = /<(!--|script|style).*?(?:-->|<\/\1>|$)/isy;

/** Adds a block of HTML: its text, with the tags a phone can show. Scripts, styles and comments are left out. */
export function addHtml(html: string, into: InlineBuilder, style: number): void {
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    if (open !== at) into.text(decodeEntities(html.slice(at, open < 0 ? html.length : open)), style);
    if (open < 0) return;
    HIDDEN.lastIndex = open;
    const isHidden = HIDDEN.test(html);
    const close = isHidden ? HIDDEN.lastIndex : html.indexOf(">", open) + 1;
    if (close === 0) {
      into.text(html.slice(open), style);
      return;
    }
    if (!isHidden) into.tag(html.slice(open, close), style, html.slice(close, close + 4000));
    at = close;
  }
}
