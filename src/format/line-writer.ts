import {
  ANY_MARKER,
  codeBefore,
  JOINED,
  JOINER,
  kindAt,
  kindOf,
  mayClose,
  mayOpen,
  PUNCTUATION,
  SEPARATOR,
  SPACE,
  surelyOpens,
  WORD,
} from "./grammar.js";
import { BOLD, bitOf, CODE, EMPHASIS, ITALIC, type Run, STRIKE, VERBATIM } from "./runs.js";

/** The marker of a style, at the index that is its bit. */
const MARKERS = " *_ ~";

type OnMarker = (bit: number, before: number, after: number, index: number, at: number) => string;

/**
 * Writes the runs of one line, without its prefix, reading along as the phone will.
 *
 * Literal markers that could open wait in `waiting`; when something comes that would close them, a joiner goes
 * before each. Inside a run of ours a literal marker that could close it gets a separator instead.
 */
export function writeLine(runs: readonly Run[]): string {
  let out = "";
  /** The last character written; a line starts as if after a space. */
  let last = 32;
  const open: number[] = [];
  let openBits = 0;
  let justOpened = 0;
  /** By style bit, where its literal markers stand that could open. */
  const waiting: (number[] | undefined)[] = [];
  const joinersAt: number[] = [];
  /** Styles whose marker stands open inside a URL, where it cannot be defused. */
  let stuck = 0;

  const append = (text: string) => {
    if (text === "") return;
    out += text;
    last = codeBefore(text, text.length);
  };

  const kindAfter = (next: Run | undefined): number => {
    if (next === undefined) return openBits === 0 ? SPACE : PUNCTUATION;
    return ((openBits ^ next.style) & EMPHASIS) | (next.style & CODE) ? PUNCTUATION : kindAt(next.text, 0);
  };

  const closeFrom = (keep: number) => {
    while (open.length > keep) {
      const style = open.pop() ?? 0;
      openBits &= ~style;
      append(MARKERS.charAt(style));
    }
  };

  /** Stops every waiting marker from opening, unless the only one is at `touching`: an empty pair does not form. */
  const defuse = (bit: number, touching = -1) => {
    const list = waiting[bit];
    if (list === undefined || (list.length === 1 && list[0] === touching)) return;
    for (const at of list) joinersAt.push(at);
    waiting[bit] = undefined;
  };

  const changeTo = (index: number, run: Run) => {
    const wanted = run.style & EMPHASIS & ~stuck;
    const keep = open.findIndex((style) => (wanted & style) === 0);
    if (keep >= 0) closeFrom(keep);
    const opening = wanted & ~openBits;
    const first = run.style & CODE ? PUNCTUATION : kindAt(run.text, 0);
    if (opening === 0) {
      if (keep >= 0 && first === WORD) append(SEPARATOR);
      return;
    }
    // A style that goes on after white space waits for the next word: a marker must touch its text.
    if (first === SPACE) return;
    if (!surelyOpens(kindOf(last))) append(SEPARATOR);
    for (const style of longestFirst(opening, runs, index)) {
      defuse(style);
      open.push(style);
      openBits |= style;
      append(MARKERS.charAt(style));
    }
    justOpened = out.length;
  };

  /** Writes text, with what `onMarker` wants before each marker in it. Told what stands around the marker, and where. */
  const eachMarker = (text: string, after: number, onMarker: OnMarker) => {
    let written = 0;
    for (let i = ANY_MARKER.test(text) ? 0 : text.length; i < text.length; i++) {
      const bit = bitOf(text.charCodeAt(i));
      if (bit === 0) continue;
      const before = kindOf(i > 0 ? codeBefore(text, i) : last);
      const next = i + 1 < text.length ? kindAt(text, i + 1) : after;
      const inserted = onMarker(bit, before, next, i, out.length + i - written);
      // In one piece as far as possible: a megabyte in pieces of one character is slow to put together.
      if (!inserted) continue;
      append(text.slice(written, i) + inserted);
      written = i;
    }
    append(text.slice(written));
  };

  const literal = (text: string, whatFollows: number) =>
    eachMarker(text, whatFollows, (bit, kind, after, i, at) => {
      const joiner = bit === CODE && i > 1 && text.startsWith("```", i - 2) ? JOINER : "";
      const before = joiner ? JOINED : kind;
      const closes = mayClose(before, after);
      if ((openBits | stuck) & bit) {
        // At the start of a run it may be the last character of the address before it.
        return closes && at + joiner.length > justOpened && (i > 0 || openBits & bit) ? joiner + SEPARATOR : joiner;
      }
      if (closes) defuse(bit, at + joiner.length - 1);
      if (mayOpen(before, after)) {
        waiting[bit] ??= [];
        waiting[bit]?.push(at + joiner.length);
      }
      return joiner;
    });

  const verbatim = (text: string, whatFollows: number) =>
    eachMarker(text, whatFollows, (bit, before, after) => {
      if (mayClose(before, after)) {
        defuse(bit);
        stuck &= ~bit;
      } else if (mayOpen(before, after)) stuck |= bit;
      return "";
    });

  const code = (text: string, after: number) => {
    if (text.includes("```")) {
      literal(text, after);
      return;
    }
    const fence = /^[\s\u200B]|`|[\s\u200B]$/.test(text) ? "```" : "`";
    const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
    if (last === 96 || !surelyOpens(kindOf(last))) append(SEPARATOR);
    defuse(CODE);
    append(fence + pad + text + pad + fence);
    if (after === WORD) append(SEPARATOR);
  };

  runs.forEach((run, i) => {
    if ((run.style & EMPHASIS) !== openBits) changeTo(i, run);
    const write = run.style & CODE ? code : run.style & VERBATIM ? verbatim : literal;
    write(run.text, kindAfter(runs[i + 1]));
  });
  closeFrom(0);
  joinersAt.sort((a, b) => a - b);
  return [...joinersAt, out.length].map((at, i) => out.slice(joinersAt[i - 1], at)).join(JOINER);
}

/** The order to open several styles in: the one that lasts longest goes outside. */
function longestFirst(bits: number, runs: readonly Run[], from: number): readonly number[] {
  const styles = [BOLD, ITALIC, STRIKE].filter((style) => bits & style);
  if (styles.length === 1) return styles;
  const reach = (style: number) => {
    let end = from;
    while (((runs[end]?.style ?? 0) & style) !== 0) end++;
    return end;
  };
  return styles.sort((a, b) => reach(b) - reach(a));
}
