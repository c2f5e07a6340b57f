import { codeBefore, kindAt, kindOf, mayClose, SPACE, surelyOpens } from "./grammar.js";
import { bitOf, CODE, EMPHASIS } from "./runs.js";

/** A marker that forms a pair: it is not shown. Beside the style bits. */
export const HIDDEN = 64;

/** Does a marker open after a character of this kind? Clients differ on emoji and other symbols. */
export type Opens = (before: number) => boolean;

/** A stretch of one line, and what is known of each of its characters: style bits, and `HIDDEN`. */
interface Stretch {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly marks: Uint8Array;
}

/**
 * Finds the pairs of markers in a stretch of one line, inline code first, and notes in `marks` what they style.
 * One pass over the text for each kind of marker: the closing ones are looked for from left to right, never again.
 */
export function markPairs(stretch: Stretch, opens: Opens = surelyOpens): void {
  markCode(stretch, opens);
  markEmphasis(stretch, opens);
}

function markCode(stretch: Stretch, opens: Opens): void {
  const { text, from, to, marks } = stretch;
  const closer = new Closer(stretch, CODE);
  for (let i = from; i < to; i++) {
    if (bitOf(text.charCodeAt(i)) !== CODE || marks[i] || !isOpening(stretch, i, opens)) continue;
    const end = closer.from(i + 2);
    if (end >= to) continue;
    marks[i] = marks[end] = HIDDEN | CODE;
    for (let inside = i + 1; inside < end; inside++) marks[inside] = (marks[inside] ?? 0) | CODE;
    i = end;
  }
}

function markEmphasis(stretch: Stretch, opens: Opens): void {
  const { text, from, to, marks } = stretch;
  const closers: Closer[] = [];
  /** Where the open pairs end, the innermost last. A pair inside another ends inside it. */
  const ends: { readonly at: number; readonly bit: number }[] = [];
  let style = 0;
  for (let i = from; i < to; i++) {
    const inner = ends[ends.length - 1];
    if (inner?.at === i) {
      ends.pop();
      style &= ~inner.bit;
      continue;
    }
    const mark = marks[i] ?? 0;
    const bit = mark & CODE ? 0 : bitOf(text.charCodeAt(i)) & EMPHASIS;
    if (bit !== 0 && isOpening(stretch, i, opens)) {
      closers[bit] ??= new Closer(stretch, bit);
      const at = closers[bit].from(i + 2);
      if (at < (inner?.at ?? to)) {
        marks[i] = marks[at] = HIDDEN;
        ends.push({ at, bit });
        style |= bit;
        continue;
      }
    }
    marks[i] = mark | style;
  }
}

/** A marker touches its text, which begins with something else than that marker: a line of stars is a line of stars. */
function isOpening({ text, to }: Stretch, at: number, opens: Opens): boolean {
  if (at + 1 >= to || text.charCodeAt(at + 1) === text.charCodeAt(at)) return false;
  const before = at === 0 ? SPACE : kindOf(codeBefore(text, at));
  return opens(before) && kindAt(text, at + 1) !== SPACE;
}

/** The closing markers of one kind in a stretch, asked for from left to right. */
class Closer {
  readonly #stretch: Stretch;
  readonly #bit: number;
  #at = 0;

  constructor(stretch: Stretch, bit: number) {
    this.#stretch = stretch;
    this.#bit = bit;
  }

  /** The first at `index` or later; the end of the stretch when there is none. */
  from(index: number): number {
    const { text, to, marks } = this.#stretch;
    let at = Math.max(this.#at, index);
    while (at < to && !(bitOf(text.charCodeAt(at)) === this.#bit && !marks[at] && closes(text, at))) at++;
    this.#at = at;
    return Math.min(at, to);
  }
}

function closes(text: string, at: number): boolean {
  return mayClose(kindOf(codeBefore(text, at)), kindAt(text, at + 1));
}
