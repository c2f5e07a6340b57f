import { ANY_MARKER, JOINER, LINE_MARK } from "./grammar.js";
import { writeLine } from "./line-writer.js";
import { CODE, KEPT, type Line, RAW, type Run, VERBATIM } from "./runs.js";
import { tidy } from "./tidy.js";

/** Writes the lines out, in one pass. */
export function serialise(lines: readonly Line[]): string {
  return lines.map(serialiseLine).join("\n");
}

function serialiseLine({ prefix, runs }: Line): string {
  const first = runs[0];
  if (first === undefined) return prefix.trimEnd();
  // A fence inside code is broken invisibly: the phone would end the block there.
  if (first.style === RAW) return `\`\`\`\n${first.text.replace(/``(?=`)/g, `$&${JOINER}`)}\n\`\`\``;
  const isPlain = runs.length === 1 && first.style === 0 && !ANY_MARKER.test(first.text);
  const line = isPlain ? first.text : writeLine(tidy(runs.some(holdsCopied) ? runs.flatMap(withCopied) : runs));
  // Inside a list item the phone reads no further list or quote marks. A verbatim one is meant.
  const guard = !(first.style & VERBATIM) && /^(?:> )?$/.test(prefix) && LINE_MARK.test(line) ? JOINER : "";
  return (prefix + guard + line).trimEnd();
}

/** What people copy although Markdown sees no address in it: a bare domain with a path, a Pix code. */
const COPIED = /\.[a-z]{2,}\/|\d\*{3}\d/i;

function holdsCopied({ text, style }: Run): boolean {
  return !(style & (CODE | KEPT)) && ANY_MARKER.test(text) && COPIED.test(text);
}

function withCopied(run: Run): readonly Run[] {
  const { text, style } = run;
  if (!holdsCopied(run)) return [run];
  return text
    .split(/((?:^|\s+)[*_~("']*)/)
    .filter(Boolean)
    .map((word) => ({ text: word, style: isCopied(word) ? style | VERBATIM : style }));
}

/** Nothing that people copy holds a backtick, and two of them would show what is between as code. */
function isCopied(word: string): boolean {
  return COPIED.test(word) && !word.includes("`");
}
