import { Lexer, type Token, type Tokens } from "marked";
import type { Context } from "./context.js";
import { inlineBuilder } from "./inline.js";
import type { ToWhatsAppOptions } from "./options.js";
import { BOLD, plainRun, RAW, type Run } from "./runs.js";
import { lexerOptions } from "./tokenizer.js";
import { displayWidth } from "./width.js";

export type Align = "left" | "center" | "right" | null;
/** The runs of one line. */
export type Cell = readonly Run[];

/** Cells by row, and how their columns are aligned. */
export interface Grid {
  /** Labels of the columns; none when there is nothing to call them. */
  readonly header: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
  readonly align: readonly Align[];
}

/** Reads a Markdown table. What a row has beyond the header is one more cell. */
export function gridOf(table: Tokens.Table, context: Context): Grid {
  const inline = inlineBuilder(context);
  /** A cell is one line: a break inside it becomes a space. */
  const read = (tokens: readonly Token[]) =>
    inline.read(tokens, 0).flatMap((line, i) => (i === 0 ? line : [plainRun(" "), ...line]));
  const readRow = (row: readonly Tokens.TableCell[]) => row.map(({ tokens }) => read(tokens));
  const sources = table.raw.split("\n");
  const rows = table.rows.map((row, i) => {
    const cells = sources[i + 2]?.trim().split(/(?<!\\)\|/) ?? [];
    const rest = cells
      .slice(row.length + (cells[0] === "" ? 1 : 0))
      .join("|")
      .replace(/\|$/, "");
    return rest === "" ? readRow(row) : [...readRow(row), read(Lexer.lexInline(rest, lexerOptions(rest)))];
  });
  return { header: readRow(table.header), rows, align: table.align };
}

/** A table as lines of runs: one monospace block where it fits or is asked for, otherwise `*label:* value` per row. */
export function tableLines(grid: Grid, { tables, width = 26 }: ToWhatsAppOptions): readonly Cell[] {
  const aligned = tables === "list" ? undefined : alignedTable(grid, tables === "aligned" ? Infinity : width);
  return aligned === undefined ? listedTable(grid) : [[{ text: aligned, style: RAW }]];
}

function alignedTable({ header, rows, align }: Grid, most: number): string | undefined {
  const hasHeader = header.length;
  const texts = [...(hasHeader ? [header] : []), ...rows].map((row) =>
    row.map((runs) => runs.map(({ text }) => text).join("")),
  );
  const widths: number[] = [];
  for (const row of texts) {
    row.forEach((text, i) => {
      widths[i] = Math.max(widths[i] ?? 1, displayWidth(text));
    });
  }
  // Two spaces between columns.
  const total = widths.reduce((sum, columns) => sum + columns + 2, -2);
  if (total > most) return undefined;
  const lines = texts.map((row) => widths.map((columns, i) => pad(row[i] ?? "", columns, align[i])));
  const rule = widths.map((columns) => "-".repeat(columns));
  if (hasHeader) lines.splice(1, 0, rule);
  return lines.map((cells) => cells.join("  ").trimEnd()).join("\n");
}

function pad(text: string, columns: number, align: Align | undefined): string {
  const free = columns - displayWidth(text);
  const left = align === "right" ? free : align === "center" ? free >> 1 : 0;
  return " ".repeat(left) + text + " ".repeat(free - left);
}

function listedTable({ header, rows }: Grid): readonly Cell[] {
  if (rows.length === 0) return header.filter((runs) => runs.length > 0).map((runs) => runs.map(bold));
  return rows
    .map((row) => row.flatMap((runs, i) => (runs.length > 0 ? [[...label(header[i]), ...runs]] : [])))
    .filter((lines) => lines.length > 0)
    .flatMap((lines, i) => (i === 0 ? lines : [[], ...lines]));
}

function label(runs: Cell = []): Cell {
  const last = runs.at(-1);
  if (last === undefined) return [];
  return [...runs.map(bold), { text: /:$/.test(last.text) ? "" : ":", style: BOLD }, plainRun(" ")];
}

function bold(run: Run): Run {
  return { text: run.text, style: run.style | BOLD };
}
