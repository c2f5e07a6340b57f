import { graphemes } from "./segmenter.js";

const ZERO = /^[\p{M}\p{C}]+$/u;
const WIDE = /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\uD7A3\uF900-\uFAFF\uFF01-\uFF60\u{20000}-\u{3FFFD}]/u;

/** Columns of monospace text: emoji and East Asian characters take two, combining marks and invisible ones none. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  let columns = 0;
  for (const grapheme of graphemes(text)) columns += WIDE.test(grapheme) ? 2 : ZERO.test(grapheme) ? 0 : 1;
  return columns;
}
