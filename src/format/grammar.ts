/**
 * WhatsApp's text grammar, for who writes it and who reads it.
 *
 * A marker opens at the line start or after white space, punctuation or another marker, and touches its text;
 * it closes when it touches its text and no letter or digit follows. A pair never crosses a line.
 */

/** Counts as white space to the phone: beside a marker it makes a boundary. */
export const SEPARATOR = "\u200B";
/** Counts as neither white space nor punctuation: before a marker it takes the boundary away. */
export const JOINER = "\u2060";

/** What stands beside a marker. Line ends count as white space. */
export const SPACE = 0;
export const WORD = 1;
export const PUNCTUATION = 2;
/** Emoji and other symbols: some clients may take them for punctuation, so neither reading is relied upon. */
export const SYMBOL = 3;
export const JOINED = 4;

export const ANY_MARKER = /[*_~`]/;
/** What makes a line a bullet, a number or a quote. */
export const LINE_MARK = /^(?:[-*>] |\d{1,2}\. )/;

const ascii: number[] = [];

/** The kind of one character. In ASCII, symbols are punctuation. */
export function kindOf(code: number): number {
  if (code > 127) return readKind(code);
  ascii[code] ??= readKind(code);
  return ascii[code];
}

function readKind(code: number): number {
  const char = String.fromCodePoint(code);
  if (/[\p{L}\p{N}]/u.test(char)) return WORD;
  if (/[\s\u200B]/.test(char)) return SPACE;
  if (char === JOINER) return JOINED;
  return code < 128 || /\p{P}/u.test(char) ? PUNCTUATION : SYMBOL;
}

/** The kind of the character that starts at `index`; past the end it is white space. */
export function kindAt(text: string, index: number): number {
  const code = text.codePointAt(index);
  return code === undefined ? SPACE : kindOf(code);
}

/** The character that ends before `index`. */
export function codeBefore(text: string, index: number): number {
  const unit = text.charCodeAt(index - 1);
  const pair = unit >> 10 === 0x37 ? (text.codePointAt(index - 2) ?? 0) : 0;
  return pair > 0xffff ? pair : unit;
}

/** Would a phone of any reading take a marker between these two for an opening one? */
export function mayOpen(before: number, after: number): boolean {
  return before !== WORD && before !== JOINED && after !== SPACE;
}

/** Would a phone take a marker between these two for a closing one? */
export function mayClose(before: number, after: number): boolean {
  return before !== SPACE && after !== WORD;
}

/** Does a marker of ours surely open here, on a phone of every reading? */
export function surelyOpens(before: number): boolean {
  return before === SPACE || before === PUNCTUATION;
}
