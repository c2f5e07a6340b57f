import type { Context } from "./context.js";
import { decodeEntities } from "./entities.js";
import { type InlineBuilder, inlineBuilder } from "./inline.js";

const STYLES = /^(?:(b|strong|h[1-6])|(i|em)|(s|del|strike)|(code|kbd))$/;
/** Elements that stand on lines of their own even where the source has no line breaks. */
const BLOCKS = /^(?:p|pre|div|[duo]l|d[dt]|li|h[1-6r]|t[dhr]|table|summary|header|footer)$/;
/** Elements without an end, or commonly without it. Any other is one only if it ends somewhere in the message. */
const OPEN = /^(?:|[bh]r|img|p|li|t[dhr])$/;

/** What a tag means to us. */
export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly style: number;
  /** Stands on lines of its own. */
  readonly block: boolean;
}

/** The names of the elements that end in a text. */
export function closedElements(text: string): ReadonlySet<string> {
  return new Set(text.includes("</") ? text.toLowerCase().match(/(?<=<\/)[a-z][\w:-]*/g) : []);
}

/**
 * Reads one tag; comments and declarations mean nothing. `undefined` for what is no HTML but a comparison or a
 * placeholder, and shown as written: `a<b and c>d`, `<name>`.
 */
export function tagOf(raw: string, closed: ReadonlySet<string>): Tag | undefined {
  const name = /^<\/?([a-z][\w:-]*|)(?=[\s/>!?])/i.exec(raw)?.[1]?.toLowerCase();
  if (name === undefined || !(OPEN.test(name) || closed.has(name))) return;
  // The groups of `STYLES` stand in the order of the style bits.
  const style = (1 << (STYLES.exec(name) ?? [name]).lastIndexOf(name)) >> 1;
  return { name, closing: raw[1] === "/", style, block: BLOCKS.test(name) };
}

/** The destination of an `<a>`; empty if it has none. */
export function hrefOf(raw: string): string {
  return decodeEntities(/\shref\s*=\s*(["']?)(.*?)\1[\s>]/i.exec(raw)?.[2] ?? "");
}

/** A comment, script or style from its beginning to its end, or to the end of the text. */
const HIDDEN = /<(!--|script|style).*?(?:-->|<\/\1>|$)/isy;

/** The lines of a block of HTML: its text, with the tags a phone can show, without scripts, styles and comments. */
export function htmlLines(html: string, context: Context): InlineBuilder["lines"] {
  const { lines, tag, text } = inlineBuilder(context);
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    if (open !== at) text(decodeEntities(html.slice(at, open < 0 ? html.length : open)), 0);
    if (open < 0) break;
    HIDDEN.lastIndex = open;
    const isHidden = HIDDEN.test(html);
    const close = isHidden ? HIDDEN.lastIndex : html.indexOf(">", open) + 1;
    at = close || html.length;
    if (!isHidden) (close ? tag : text)(html.slice(open, at), 0);
  }
  return lines;
}
