/**
 * WhatsApp's text grammar, as far as a writer needs it.
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
const LINE_MARK = /^(?:[-*>] |\d{1,2}\. )/;

const ascii = new Uint8Array(128).map((_, code) => {
  const char = String.fromCharCode(code);
  if (/\s/.test(char)) return SPACE;
  return /[a-z0-9]/i.test(char) ? WORD : PUNCTUATION;
});

/** The kind of one character. */
export function kindOf(code: number): number {
  if (code < 128) return ascii[code] ?? PUNCTUATION;
  if (code === 0x200b) return SPACE;
  if (code === 0x2060) return JOINED;
  const char = String.fromCodePoint(code);
  if (/[\p{L}\p{N}]/u.test(char)) return WORD;
  if (/\s/.test(char)) return SPACE;
  return /\p{P}/u.test(char) ? PUNCTUATION : SYMBOL;
}

/** The kind of the character that starts at `index`; past the end it is white space. */
export function kindAt(text: string, index: number): number {
  const code = text.codePointAt(index);
  return code === undefined ? SPACE : kindOf(code);
}

/** The character that ends before `index`. */
export function codeBefore(text: string, index: number): number {
  const unit = text.charCodeAt(index - 1);
  const pair = unit >= 0xdc00 && unit <= 0xdfff && index > 1 ? text.codePointAt(index - 2) : unit;
  return pair !== undefined && pair > 0xffff ? pair : unit;
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

/** Does this text, at the start of a line, read as a bullet, a number or a quote? */
export function startsWithLineMark(text: string): boolean {
  return LINE_MARK.test(text);
}
