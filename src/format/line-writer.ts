import {
  ANY_MARKER,
  codeBefore,
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

  /** Writes text, and calls `onMarker` before each marker in it, with what follows. */
  const eachMarker = (text: string, after: number, onMarker: (bit: number, next: number, at: number) => void) => {
    let written = 0;
    for (let i = ANY_MARKER.test(text) ? 0 : text.length; i < text.length; i++) {
      const bit = bitOf(text.charCodeAt(i));
      if (bit === 0) continue;
      append(text.slice(written, i));
      onMarker(bit, i + 1 < text.length ? kindAt(text, i + 1) : after, i);
      append(text.charAt(i));
      written = i + 1;
    }
    append(text.slice(written));
  };

  const literal = (text: string, whatFollows: number) =>
    eachMarker(text, whatFollows, (bit, after, i) => {
      if (bit === CODE && i > 1 && text.startsWith("```", i - 2)) append(JOINER);
      const before = kindOf(last);
      const closes = mayClose(before, after);
      if ((openBits | stuck) & bit) {
        // At the start of a run it may be the last character of the address before it.
        if (closes && out.length > justOpened && (i > 0 || openBits & bit)) append(SEPARATOR);
        return;
      }
      if (closes) defuse(bit, out.length - 1);
      if (mayOpen(before, after)) {
        waiting[bit] ??= [];
        waiting[bit]?.push(out.length);
      }
    });

  const verbatim = (text: string, whatFollows: number) =>
    eachMarker(text, whatFollows, (bit, after) => {
      const before = kindOf(last);
      if (mayClose(before, after)) {
        defuse(bit);
        stuck &= ~bit;
      } else if (mayOpen(before, after)) stuck |= bit;
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
  if (joinersAt.length === 0) return out;

  let text = "";
  let from = 0;
  for (const at of joinersAt.sort((a, b) => a - b)) {
    text += out.slice(from, at) + JOINER;
    from = at;
  }
  return text + out.slice(from);
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
