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

const markers = { [BOLD]: "*", [ITALIC]: "_", [STRIKE]: "~" } as const;
const STYLES = [BOLD, ITALIC, STRIKE] as const;
type Style = (typeof STYLES)[number];

/**
 * Writes the runs of one line, reading along as the phone will.
 *
 * Literal markers that could open wait in `waiting`; when something comes that would close them, a joiner goes
 * before each. Inside a run of ours a literal marker that could close it gets a separator instead.
 */
export class LineWriter {
  private out = "";
  /** The last character written; a line starts as if after a space. */
  private last = 32;
  private readonly open: Style[] = [];
  private openBits = 0;
  private justOpened = 0;
  /** By style bit, where its literal markers stand that could open. */
  private readonly waiting: number[][] = [];
  private readonly joinersAt: number[] = [];
  /** Styles whose marker stands open inside a URL, where it cannot be defused. */
  private stuck = 0;

  /** @returns the finished line, without its prefix */
  write(runs: readonly Run[]): string {
    for (let i = 0; i < runs.length; i++) {
      const run = runs[i];
      if (run === undefined) continue;
      if ((run.style & EMPHASIS) !== this.openBits) this.changeTo(runs, i, run);
      const after = this.kindAfter(runs[i + 1]);
      if (run.style & CODE) this.code(run.text, after);
      else if (run.style & VERBATIM) this.verbatim(run.text, after);
      else this.literal(run.text, after);
    }
    this.closeFrom(0);
    return this.withJoiners();
  }

  private append(text: string): void {
    if (text === "") return;
    this.out += text;
    this.last = codeBefore(text, text.length);
  }

  private kindAfter(next: Run | undefined): number {
    if (next === undefined) return this.openBits === 0 ? SPACE : PUNCTUATION;
    if ((this.openBits ^ next.style) & EMPHASIS || next.style & CODE) return PUNCTUATION;
    return kindAt(next.text, 0);
  }

  private changeTo(runs: readonly Run[], index: number, run: Run): void {
    const wanted = run.style & EMPHASIS & ~this.stuck;
    const keep = this.open.findIndex((style) => (wanted & style) === 0);
    if (keep >= 0) this.closeFrom(keep);
    const opening = wanted & ~this.openBits;
    const first = run.style & CODE ? PUNCTUATION : kindAt(run.text, 0);
    if (opening !== 0) {
      // A style that goes on after white space waits for the next word: a marker must touch its text.
      if (first !== SPACE) this.openAll(longestFirst(opening, runs, index));
    } else if (keep >= 0 && first === WORD) this.append(SEPARATOR);
  }

  private openAll(styles: readonly Style[]): void {
    this.makeOpening();
    for (const style of styles) {
      this.defuse(style);
      this.open.push(style);
      this.openBits |= style;
      this.append(markers[style]);
    }
    this.justOpened = this.out.length;
  }

  private closeFrom(keep: number): void {
    for (const style of this.open.splice(keep).reverse()) {
      this.openBits &= ~style;
      this.append(markers[style]);
    }
  }

  private makeOpening(): void {
    if (!surelyOpens(kindOf(this.last))) this.append(SEPARATOR);
  }

  private literal(text: string, after: number): void {
    let written = 0;
    for (let i = ANY_MARKER.test(text) ? 0 : text.length; i < text.length; i++) {
      const bit = bitOf(text.charCodeAt(i));
      if (bit === 0) continue;
      this.append(text.slice(written, i));
      if (bit === CODE && i > 1 && text.startsWith("```", i - 2)) this.append(JOINER);
      this.literalMarker(bit, i + 1 < text.length ? kindAt(text, i + 1) : after);
      this.append(text.charAt(i));
      written = i + 1;
    }
    this.append(text.slice(written));
  }

  private literalMarker(bit: number, after: number): void {
    const before = kindOf(this.last);
    const closes = mayClose(before, after);
    if ((this.openBits | this.stuck) & bit) {
      if (closes && this.out.length > this.justOpened) this.append(SEPARATOR);
      return;
    }
    if (closes) this.defuse(bit, this.out.length - 1);
    if (mayOpen(before, after)) {
      this.waiting[bit] ??= [];
      this.waiting[bit]?.push(this.out.length);
    }
  }

  /** Stops every waiting marker from opening, unless the only one is at `touching`: an empty pair does not form. */
  private defuse(bit: number, touching = -1): void {
    const list = this.waiting[bit] ?? [];
    if (list.length === 1 && list[0] === touching) return;
    for (const at of list) this.joinersAt.push(at);
    list.length = 0;
  }

  private verbatim(text: string, after: number): void {
    for (let i = ANY_MARKER.test(text) ? 0 : text.length; i < text.length; i++) {
      const bit = bitOf(text.charCodeAt(i));
      if (bit === 0) continue;
      const before = kindOf(i === 0 ? this.last : codeBefore(text, i));
      const next = i + 1 < text.length ? kindAt(text, i + 1) : after;
      if (mayClose(before, next)) {
        this.defuse(bit);
        this.stuck &= ~bit;
      } else if (mayOpen(before, next)) this.stuck |= bit;
    }
    this.append(text);
  }

  private code(text: string, after: number): void {
    if (text.includes("```")) {
      this.literal(text, after);
      return;
    }
    const fence = text.includes("`") ? "```" : "`";
    const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
    if (this.last === 96) this.append(SEPARATOR);
    else this.makeOpening();
    this.defuse(CODE);
    this.append(fence + pad + text + pad + fence);
    if (after === WORD) this.append(SEPARATOR);
  }

  private withJoiners(): string {
    let text = "";
    let from = 0;
    for (const at of this.joinersAt.sort((a, b) => a - b)) {
      text += this.out.slice(from, at) + JOINER;
      from = at;
    }
    return text + this.out.slice(from);
  }
}

/** The order to open several styles in: the one that lasts longest goes outside. */
function longestFirst(bits: number, runs: readonly Run[], from: number): readonly Style[] {
  const wanted = STYLES.filter((style) => (bits & style) !== 0);
  if (wanted.length < 2) return wanted;
  const reach = (style: Style) => {
    let end = from;
    while (((runs[end]?.style ?? 0) & style) !== 0) end++;
    return end;
  };
  return wanted.sort((a, b) => reach(b) - reach(a));
}
