import { kindAt, kindOf, SPACE } from "./grammar.js";
import { bitOf, CODE, EMPHASIS, type Run, VERBATIM } from "./runs.js";

/**
 * Makes a line's runs writable as marker pairs: white space moves out of the edges of emphasis (a marker must touch
 * its text), so do literal markers of the same style at its start, and a URL leaves a style whose marker it contains.
 */
export function tidy(runs: readonly Run[]): readonly Run[] {
  const tidied: Run[] = [];
  for (const run of runs) {
    if (run.style & VERBATIM) tidied.push(withoutOwnMarkers(run));
    else if ((run.style & EMPHASIS) === 0 || run.style & CODE) tidied.push(run);
    else peel(run, tidied);
  }
  for (let i = 0; i < tidied.length; i++) styleSpace(tidied, i, i - 1);
  for (let i = tidied.length - 1; i >= 0; i--) styleSpace(tidied, i, i + 1);
  return tidied;
}

/** Splits white space off a run's edges, and its own markers off its start. */
function peel(run: Run, into: Run[]): void {
  const { text, style } = run;
  let start = 0;
  let own = 0;
  for (; start < text.length; start++) {
    const bit = bitOf(text.charCodeAt(start)) & style;
    if (bit === 0 && kindOf(text.charCodeAt(start)) !== SPACE) break;
    own |= bit;
  }
  let end = text.length;
  while (end > start && kindOf(text.charCodeAt(end - 1)) === SPACE) end--;
  const add = (from: number, to: number, part: number) => {
    if (to > from) into.push({ text: text.slice(from, to), style: part });
  };
  add(0, start, own === 0 ? style : 0);
  add(start, end, style);
  add(end, text.length, style);
}

/** An address out of each style whose marker is in it. */
export function withoutOwnMarkers(run: Run): Run {
  const { text } = run;
  let { style } = run;
  for (let i = 0; i < text.length; i++) style &= ~bitOf(text.charCodeAt(i));
  return { text, style };
}

/** White space is emphasised only where the words on both sides are. */
function styleSpace(runs: Run[], index: number, neighbour: number): void {
  const run = runs[index];
  if (run === undefined || run.style === 0 || run.style & (CODE | VERBATIM) || kindAt(run.text, 0) !== SPACE) return;
  runs[index] = { text: run.text, style: run.style & (runs[neighbour]?.style ?? 0) & EMPHASIS };
}
