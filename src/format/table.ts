import type { Tokens } from "marked";
import { InlineBuilder } from "./inline.js";
import { BOLD, plainRun, RAW, type Run } from "./runs.js";
import { displayWidth } from "./width.js";

const GAP = "  ";

/** A table as lines of runs: one monospace block if it fits `width` columns, otherwise `*label:* value` per row. */
export function tableLines(table: Tokens.Table, width: number): readonly (readonly Run[])[] {
  const rows = [table.header, ...table.rows].map((row) => row.map(cellRuns));
  const aligned = alignedTable(rows, table.align, width);
  return aligned === undefined ? listedTable(rows) : [[{ text: aligned, style: RAW }]];
}

/** A cell is one line: a break inside it becomes a space. */
function cellRuns(cell: Tokens.TableCell): readonly Run[] {
  const { lines } = new InlineBuilder().add(cell.tokens, 0);
  return lines.flatMap((line, i) => (i === 0 ? line : [plainRun(" "), ...line]));
}

function alignedTable(
  rows: readonly (readonly (readonly Run[])[])[],
  align: Tokens.Table["align"],
  width: number,
): string | undefined {
  const texts = rows.map((row) => row.map((runs) => runs.map((run) => run.text).join("")));
  const widths = align.map((_, column) => Math.max(1, ...texts.map((row) => displayWidth(row[column] ?? ""))));
  const total = widths.reduce((sum, columns) => sum + columns, GAP.length * (widths.length - 1));
  if (!(total <= width) || texts.some((row) => row.some((text) => text.includes("```")))) return undefined;
  const lines = texts.map((row) =>
    widths
      .map((columns, i) => pad(row[i] ?? "", columns, align[i] ?? null))
      .join(GAP)
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((columns) => "-".repeat(columns)).join(GAP));
  return `\`\`\`\n${lines.join("\n")}\n\`\`\``;
}

function pad(text: string, columns: number, align: Tokens.TableCell["align"]): string {
  const free = columns - displayWidth(text);
  const left = align === "right" ? free : align === "center" ? free >> 1 : 0;
  return " ".repeat(left) + text + " ".repeat(free - left);
}

function listedTable(rows: readonly (readonly (readonly Run[])[])[]): readonly (readonly Run[])[] {
  const [header = [], ...body] = rows;
  if (body.length === 0) return header.filter((runs) => runs.length > 0).map((runs) => runs.map(bold));
  const lines: (readonly Run[])[] = [];
  for (const row of body) {
    if (lines.length > 0) lines.push([]);
    row.forEach((runs, column) => {
      if (runs.length > 0) lines.push([...label(header[column] ?? []), ...runs]);
    });
  }
  return lines;
}

function label(runs: readonly Run[]): readonly Run[] {
  const last = runs.at(-1);
  if (last === undefined) return [];
  return [...runs.map(bold), { text: last.text.endsWith(":") ? "" : ":", style: BOLD }, plainRun(" ")];
}

function bold(run: Run): Run {
  return { text: run.text, style: run.style | BOLD };
}
