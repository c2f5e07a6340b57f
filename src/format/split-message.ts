import { InvalidArgumentError } from "../errors/local-error.js";
import { findAddresses } from "./addresses.js";
import { type CutPlaces, cutPlaces, INSIDE, isBlank, type Part, SENTENCE } from "./cut-places.js";
import { HIDDEN } from "./pairs.js";
import { CODE, KEPT, type Run, VERBATIM } from "./runs.js";
import { graphemeBefore, wordBefore } from "./segmenter.js";
import { serialise } from "./serialise.js";
import { withoutOwnMarkers } from "./tidy.js";

/** How long the pieces of a message may be. Lengths are UTF-16 units, as `text.length` counts them. */
export interface SplitOptions {
  /**
   * No piece is longer, whatever has to be cut. The Cloud API takes 4,096, the clients behind Baileys 65,536: the
   * default is what both take. At least 20.
   * @default 4096
   */
  readonly limit?: number;
  /**
   * Pieces become longer only where a sentence or an address would be cut otherwise: a screenful is read, a wall is not.
   * @default 1600
   */
  readonly preferred?: number;
  /** Ends each of several pieces with a line such as `(1/3)`, which counts towards `limit`. @default false */
  readonly number?: boolean;
}

/** Room for one character of any kind in every style, and for its markers. */
const LEAST = 20;

/**
 * Splits WhatsApp text (what `toWhatsApp` returns) into messages that together show the same words and emphasis.
 *
 * Cuts between paragraphs, else lines, else sentences, else words, and inside a word only if it alone is longer than
 * `limit`; never inside a character, and inside an address, a number, a run or a line of code only where nothing else
 * is short enough. A run, quote or code block that is cut ends with its piece and begins again in the next.
 * White space at a cut is dropped. The same text gives the same pieces, in linear time; blank text gives none.
 *
 * @throws {InvalidArgumentError} `limit` leaves no room for one character, or `preferred` is not above 0
 * @example splitMessage("One. Two.", { limit: 20, preferred: 5 }); // ["One.", "Two."]
 */
export function splitMessage(text: string, options: SplitOptions = {}): string[] {
  const { limit = 4096, preferred = 1600, number = false } = options;
  if (!(preferred > 0))
    throw new InvalidArgumentError(`Expected \`preferred\` above 0, got ${preferred}. Leave it out for 1600.`);
  for (let digits = 1; ; digits++) {
    const room = Math.floor(limit) - (number ? 4 + 2 * digits : 0);
    if (!(room >= LEAST)) {
      throw new InvalidArgumentError(
        `Expected \`limit\` to leave room for ${LEAST} characters, got ${limit}. Raise it.`,
      );
    }
    const pieces = piecesOf(text.replaceAll("\r\n", "\n"), room, Math.min(preferred, room));
    if (!number || pieces.length < 2) return pieces;
    if (String(pieces.length).length <= digits)
      return pieces.map((piece, i) => `${piece}\n(${i + 1}/${pieces.length})`);
  }
}

function piecesOf(text: string, room: number, wanted: number): string[] {
  const cutter = new Cutter(text, wanted);
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    let most = room;
    let end = cutter.endOf(at, most, Math.min(wanted, most));
    let piece = cutter.piece(at, end);
    // What closes and reopens runs takes room too, and is known once it is written.
    while (piece.length > room) {
      most = Math.max(1, Math.min(most - 1, Math.floor(((end - at) * room) / piece.length)));
      end = cutter.endOf(at, most, Math.min(wanted, most));
      piece = cutter.piece(at, end);
    }
    if (!isBlank(piece)) pieces.push(piece);
    at = end;
    cutter.leave(at);
  }
  return pieces;
}

class Cutter {
  readonly #text: string;
  readonly #places: CutPlaces;
  /** The first part that does not end before the present piece. */
  #part = 0;
  /** By the worst level wanted, the last answer of `next`: it is asked from left to right. */
  readonly #next: number[] = [];

  constructor(text: string, wanted: number) {
    this.#text = text;
    this.#places = cutPlaces(text, wanted / 2);
  }

  /** Where the piece that begins at `start` ends: `wanted` is passed only for the sake of a sentence or a word. */
  endOf(start: number, most: number, wanted: number): number {
    const length = this.#text.length;
    if (length - start <= wanted) return length;
    const soft = start + Math.floor(wanted);
    const hard = start + most;
    const full = start + Math.ceil(wanted / 3);
    const places = this.#lastPlaces(start, soft);
    const good = places.slice(0, SENTENCE + 1);
    const long = good.find((place) => place >= full);
    if (long !== undefined) return long;
    const short = good.find((place) => place > 0);
    if (short !== undefined) return short;
    const sentence = this.#nextPlace(soft, SENTENCE);
    if (sentence <= hard) return sentence;
    const found =
      places.find((place) => place >= full) ?? wordBefore(this.#text, Math.max(full, this.#firstShown(start)), soft);
    if (found > 0) return found;
    const word = this.#nextPlace(soft, INSIDE);
    if (word <= hard) return word;
    const shown = this.#firstShown(start);
    return places.find((place) => place > shown) ?? graphemeBefore(this.#text, shown, Math.max(shown + 1, hard));
  }

  /** The first character from `start` on that a reader sees: a piece that ends before it would be empty. */
  #firstShown(start: number): number {
    const { parts, marks } = this.#places;
    const part = parts[this.#part];
    let at = Math.max(start, part !== undefined && start <= part.start ? part.from : 0);
    while (at < this.#text.length && ((marks[at] ?? 0) & HIDDEN || isBlank(this.#text.charAt(at)))) at++;
    return at;
  }

  /** By level, the last place in the stretch; 0 for none. */
  #lastPlaces(start: number, end: number): number[] {
    const places: number[] = new Array(INSIDE + 1).fill(0);
    for (let at = end; at > start; at--) {
      const level = this.#places.levels[at] ?? 0;
      if (level > 0 && places[level] === 0) places[level] = at;
    }
    return places;
  }

  /** The first place after `at` that is no worse than `worst`; the end of the text is one. */
  #nextPlace(at: number, worst: number): number {
    const { levels } = this.#places;
    let place = Math.max(this.#next[worst] ?? 0, at + 1);
    while (place < this.#text.length && !((levels[place] ?? 0) > 0 && (levels[place] ?? 0) <= worst)) place++;
    this.#next[worst] = place;
    return place;
  }

  /** Nothing before `at` will be asked for again. */
  leave(at: number): void {
    while ((this.#places.parts[this.#part]?.end ?? at + 1) <= at) this.#part++;
  }

  /** The stretch as a message of its own. */
  piece(start: number, end: number): string {
    const { parts } = this.#places;
    let piece = "";
    let written = 0;
    for (let i = this.#part; ; i++) {
      const part = parts[i];
      if (part === undefined || part.start >= end) break;
      const from = Math.max(part.start, start);
      const to = Math.min(part.end, end);
      if (!part.isCode && isBlank(this.#text.slice(Math.max(from, part.from), to))) continue;
      const shown = this.#isWhole(part, from, to, piece) ? this.#text.slice(from, to) : this.#cut(part, from, to);
      if (isBlank(shown)) continue;
      piece += (piece === "" ? "" : this.#text.slice(written, part.start)) + shown;
      written = part.end;
    }
    return piece.trimEnd();
  }

  #isWhole(part: Part, from: number, to: number, before: string): boolean {
    return from === part.start && to === part.end && (part.startsLine || before !== "");
  }

  #cut(part: Part, start: number, end: number): string {
    const text = this.#text;
    const prefix = start === part.start ? part.mark : part.again;
    if (part.isCode) {
      const code = text.slice(Math.max(start, part.start + 3), Math.min(end, part.end - 3));
      const lines = code.replace(/^(?:[ \t]*\n)+/, "").trimEnd();
      return lines === "" ? "" : `${prefix}\`\`\`\n${lines}\n\`\`\``;
    }
    const from = Math.max(start, part.from);
    return serialise([{ prefix, runs: runsOf(text, this.#places.marks, ...trimmed(text, from, end)) }]);
  }
}

function trimmed(text: string, start: number, end: number): [number, number] {
  const part = text.slice(start, end);
  return [end - part.trimStart().length, start + part.trimEnd().length];
}

function runsOf(text: string, marks: Uint8Array, start: number, end: number): Run[] {
  const runs: Run[] = [];
  for (let from = start; from < end; ) {
    const style = marks[from] ?? 0;
    let to = from + 1;
    while (to < end && marks[to] === style) to++;
    if (!(style & HIDDEN)) addRuns(runs, text.slice(from, to), style);
    from = to;
  }
  return runs;
}

function addRuns(runs: Run[], text: string, style: number): void {
  let written = 0;
  const add = (to: number, verbatim: number) => {
    const run = { text: text.slice(written, to), style };
    written = to;
    // A marker of its own style ends the style there only if it did before: nothing will be inserted for it.
    const mayEndIt = withoutOwnMarkers(run).style < style;
    if (run.text !== "") runs.push({ text: run.text, style: style | (mayEndIt ? KEPT : verbatim) });
  };
  for (const { from, to } of style & CODE ? [] : findAddresses(text)) {
    add(from, 0);
    add(to, VERBATIM);
  }
  add(text.length, 0);
}
