import { ANY_MARKER, JOINER, startsWithLineMark } from "./grammar.js";
import { LineWriter } from "./line-writer.js";
import { EMPHASIS, type Line, RAW } from "./runs.js";
import { tidy } from "./tidy.js";

/** Writes the lines out, in one pass. */
export function serialise(lines: readonly Line[]): string {
  return lines.map(serialiseLine).join("\n");
}

function serialiseLine({ prefix, runs }: Line): string {
  const first = runs[0];
  if (first === undefined) return prefix.trimEnd();
  if (first.style === RAW) return first.text;
  const guard = first.style === 0 && canHoldLineMark(prefix) && startsWithLineMark(first.text) ? JOINER : "";
  if (runs.length === 1 && first.style === 0 && !ANY_MARKER.test(first.text)) {
    return (prefix + guard + first.text).trimEnd();
  }
  const emphasised = runs.some((run) => (run.style & EMPHASIS) !== 0);
  return (prefix + guard + new LineWriter().write(emphasised ? tidy(runs) : runs)).trimEnd();
}

/** Inside a list item the phone reads no further list or quote marks. */
function canHoldLineMark(prefix: string): boolean {
  return prefix === "" || prefix === "> ";
}
