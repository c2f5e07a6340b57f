/** An address inside a text, and where it leads. */
export interface Address {
  readonly from: number;
  readonly to: number;
  readonly href: string;
}

const START = /https?:\/\/|www\.|@/gi;
const NO_URL = /[\s<>"\u200B\u2060]/g;
const DOMAIN = /[a-z0-9-]+(?:\.[a-z0-9-]+)+/iy;
const MAX_MAILBOX = 64;

/** The addresses a phone makes links of: with a scheme, with `www.`, and of e-mail. In linear time. */
export function findAddresses(text: string): readonly Address[] {
  const found: Address[] = [];
  let taken = 0;
  START.lastIndex = 0;
  for (let start = START.exec(text); start !== null; start = START.exec(text)) {
    const address = start[0] === "@" ? mailAt(text, start.index, taken) : urlAt(text, start.index, start[0]);
    if (address === undefined) continue;
    found.push(address);
    taken = START.lastIndex = address.to;
  }
  return found;
}

function urlAt(text: string, from: number, start: string): Address | undefined {
  if (/[\p{L}\p{N}]/u.test(text.charAt(from - 1))) return undefined;
  NO_URL.lastIndex = from;
  const to = trimmed(text, from, NO_URL.exec(text)?.index ?? text.length);
  if (to <= from + start.length) return undefined;
  const shown = text.slice(from, to);
  return { from, to, href: start.toLowerCase() === "www." ? `https://${shown}` : shown };
}

/** Leaves out what ends the sentence rather than the address: punctuation, and a bracket that was opened before it. */
function trimmed(text: string, from: number, end: number): number {
  let opened = 0;
  for (let i = from; i < end; i++) opened += bracket(text, i);
  let to = end;
  for (; to > from; to--) {
    const last = text.charAt(to - 1);
    if (last === ")" && opened < 0) opened++;
    else if (!/[.,;:!?'*_~`]/.test(last)) break;
  }
  return to;
}

function bracket(text: string, at: number): number {
  const char = text.charCodeAt(at);
  return char === 40 ? 1 : char === 41 ? -1 : 0;
}

function mailAt(text: string, at: number, taken: number): Address | undefined {
  let from = at;
  while (from > taken && at - from < MAX_MAILBOX && /[\w.+-]/.test(text.charAt(from - 1))) from--;
  DOMAIN.lastIndex = at + 1;
  const domain = DOMAIN.exec(text)?.[0];
  if (from === at || domain === undefined) return undefined;
  const to = at + 1 + domain.length;
  return { from, to, href: `mailto:${text.slice(from, to)}` };
}
