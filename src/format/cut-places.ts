import { HIDDEN } from "./pairs.js";
import { type MarkedLine, markedLines } from "./render-whatsapp.js";
import { BOLD } from "./runs.js";
import { sentenceEnds } from "./sentences.js";

/** How well a message can be cut at a place, the best first. 0 is no place to cut. */
const PARAGRAPH = 1;
const LINE = 2;
export const SENTENCE = 3;
/** After a heading, or a line that announces the next. */
const HEADED = 4;
const WORD = 5;
/** Inside a code block or table, between its lines. */
const CODE_LINE = 6;
/** Between words of a run, of code, of a number, or before a link's address. */
export const INSIDE = 7;

/** Is nothing shown of it? */
export function isBlank(text: string): boolean {
  return !/[^\s\u200B\u2060]/.test(text);
}

/** A line of the message, or where code stands beside text in one, a part of it. What is blank is no part. */
export interface Part {
  readonly start: number;
  /** Where what stands after a list or quote mark begins. */
  readonly from: number;
  readonly end: number;
  readonly isCode: boolean;
  /** Begins where a line does, so that a list or quote mark there is one. */
  readonly startsLine: boolean;
  /** What stands before it where a piece begins with it: the line's mark, if all before it is blank. */
  readonly mark: string;
  /** What a cut puts before the rest. */
  readonly again: string;
}

/** A message's parts, and how well it can be cut before each of its characters. */
export interface CutPlaces {
  readonly parts: readonly Part[];
  readonly levels: Uint8Array;
  readonly marks: Uint8Array;
}

/** Finds where a text without carriage returns can be cut. Lines shorter than `longerThan` are kept whole. */
export function cutPlaces(text: string, longerThan: number): CutPlaces {
  const levels = new Uint8Array(text.length + 1);
  const parts: Part[] = [];
  let marks: Uint8Array = levels;
  for (const line of markedLines(text)) {
    marks = line.marks;
    for (const part of partsOf(line)) {
      const last = parts[parts.length - 1];
      if (last !== undefined) levels[part.start] = levelBetween(text, marks, last, part);
      parts.push(part);
      if (part.end - part.start <= longerThan) continue;
      if (part.isCode) markCodeLines(text, part, levels);
      else markWords(text, part, levels, marks);
    }
  }
  return { parts, levels, marks };
}

function partsOf({ text, start, from, end, fences }: MarkedLine): Part[] {
  const parts: Part[] = [];
  let at = start;
  const add = (to: number, isCode: boolean) => {
    const again = from > start && text.charAt(start) === ">" ? "> " : "";
    const mark = parts.length > 0 ? again : text.slice(start, from);
    const part = { start: at, from: Math.max(at, from), end: to, isCode, startsLine: at === start, mark, again };
    const shown = isCode ? text.slice(at + 3, to - 3) : text.slice(part.from, to);
    if (!isBlank(shown)) parts.push(part);
    at = to;
  };
  for (const { open, close } of fences) {
    if (!text.slice(open, close).includes("\n") && (open !== start || close + 3 !== end)) continue;
    if (open > at) add(open, false);
    add(close + 3, true);
  }
  if (end > at) add(end, false);
  return parts;
}

function levelBetween(text: string, marks: Uint8Array, last: Part, part: Part): number {
  if (!part.startsLine) return CODE_LINE;
  if (!last.isCode && (text.charAt(last.end - 1) === ":" || isBold(marks, last))) return HEADED;
  return part.start - last.end > 1 ? PARAGRAPH : LINE;
}

function isBold(marks: Uint8Array, { from, end }: Part): boolean {
  return ((marks[from + 1] ?? 0) & BOLD) > 0 && marks.subarray(from, end).every((mark) => mark & (BOLD | HIDDEN));
}

function markCodeLines(text: string, { start, end }: Part, levels: Uint8Array): void {
  for (let at = start + 4; at < end - 4; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) levels[at + 1] = CODE_LINE;
    else if (code === 32 && levels[at] === 0) levels[at + 1] = INSIDE;
  }
}

/** White space that may be dropped at a cut, and the full stops of scripts that put none after them. */
const PLACE = /[^\S\u00A0\u2007\u202F]+|[。！？｡][\p{Pe}\p{Pf}"'*_~`]*/gu;

function markWords(text: string, { from, end }: Part, levels: Uint8Array, marks: Uint8Array): void {
  const part = text.slice(from, end);
  for (const place of part.matchAll(PLACE)) {
    const start = from + place.index;
    const next = start + place[0].length;
    if (next >= end || place.index === 0) continue;
    const spaced = place[0].trim() === "";
    const style = (marks[next - 1] ?? 0) & (spaced ? ~0 : (marks[next] ?? 0)) & ~HIDDEN;
    if (style !== 0 || (spaced && belongsTogether(text, start, next))) levels[next] = INSIDE;
    else levels[next] = !spaced || sentenceEnds(text, start, next) ? SENTENCE : WORD;
  }
}

/** The groups of a number, an amount and its currency, a label and its link. */
function belongsTogether(text: string, end: number, next: number): boolean {
  if (text.charAt(next) === "(") return /^\((?:https?:|www\.|\S+@)/i.test(text.slice(next, next + 80));
  const code = text.charCodeAt(next);
  return code > 47 && code < 58 && /[\d)\p{Sc}]/u.test(text.charAt(end - 1));
}
