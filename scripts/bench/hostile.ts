import { format } from "./dist.js";
import type { Row } from "./measure.js";

const sizes = [10_000, 100_000, 1_000_000] as const;
const mostRatio = 20;
/** Shorter than this says nothing about growth: it is the clock, or the compiler. */
const leastMs = 5;

const deepList = (length: number) => {
  let text = "";
  for (let depth = 0; text.length < length; depth = (depth + 1) % 400) text += `${" ".repeat(2 * depth)}- w\n`;
  return text;
};

/** What a model gone astray or an attacker sends, by the part that repeats. */
const inputs: Readonly<Record<string, string | ((length: number) => string)>> = {
  "*": "*",
  "[": "[",
  _a_a_a: "_a",
  "**a": "**a",
  "> ": "> ",
  "> in lines": "> > a\n",
  "nested lists": deepList,
  "table pipes": "|",
  "table of many columns": (length) => {
    const columns = Math.floor(length / 6);
    return `${"|a".repeat(columns)}|\n${"|-".repeat(columns)}|\n${"|b".repeat(columns)}|`;
  },
  "row beyond its header": (length) => `|a|\n|-|\n${"|b".repeat(length / 2)}|`,
  "table of many rows": (length) => `|a|b|\n|-|-|\n${"|c|d|\n".repeat(length / 6)}`,
  "`": "`a",
  "<b>": "<b>",
  "</b>": "<b>a</b> ",
  "&amp;": "&amp;",
  "![](": "![](",
  "closed bold": "**a:**b ",
  "chat text": "Hi **Maria**, see [it](https://a.com).\n\n- _a_\n- `b`\n\n",
};

/** How the time grows from 10 kB to 1 MB: tenfold text may take at most twenty times as long. */
export async function hostileRows(): Promise<Row[]> {
  const { toWhatsApp, toPlainText, fromWhatsApp, renderWhatsApp, splitMessage, bold, code } = await format();
  const rows: Row[] = [];
  const all = { toWhatsApp, toPlainText, fromWhatsApp, renderWhatsApp, splitMessage, bold, code };
  for (const [conversion, convert] of Object.entries(all)) {
    for (const [name, part] of Object.entries(inputs)) {
      const times = sizes.map((size) => {
        const text = typeof part === "string" ? part.repeat(size / part.length) : part(size);
        // What a builder answers is written when it becomes a text.
        return fastest(() => String(convert(text)), size < 1_000_000 ? 7 : 3);
      });
      rows.push(rowOf(`${conversion} of ${name}`, times));
    }
  }
  return rows;
}

function fastest(run: () => unknown, rounds: number): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    run();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}

function rowOf(name: string, times: readonly number[]): Row {
  const ratios = times.slice(1).map((time, i) => time / Math.max(leastMs, times[i] ?? 0));
  const worst = Math.max(...ratios);
  const isMissed = !(worst < mostRatio);
  const shown = times.map((time) => time.toFixed(1)).join(" / ");
  const verdict = `(below ${mostRatio}${isMissed ? ": MISSED" : ""})`;
  return { text: `${name}: ${shown} ms for 10 kB, 100 kB, 1 MB, at most x ${worst.toFixed(1)}  ${verdict}`, isMissed };
}
