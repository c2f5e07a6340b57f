import { plainRun } from "./runs.js";
import { serialise } from "./serialise.js";
import { type Align, type Cell, type Grid, tableLines } from "./table.js";

/** What a cell may hold. Nothing is shown for `null` and `undefined`. */
export type TableValue = string | number | bigint | boolean | null | undefined;

export interface TableOptions {
  /**
   * Labels of the columns. With rows of objects: which keys are shown, and in what order.
   * @default none for rows of arrays, every key in the order of appearance for rows of objects
   */
  readonly header?: readonly string[];
  /**
   * By column, from the first.
   * @default "right" for columns of nothing but numbers, otherwise "left"
   */
  readonly align?: readonly ("left" | "center" | "right")[];
  /**
   * `"auto"`: aligned in a monospace block where it fits `width`, otherwise `*label:* value` lines.
   * @default "auto"
   */
  readonly tables?: "auto" | "aligned" | "list";
  /**
   * Columns of monospace text a phone shows without wrapping.
   * @default 26
   */
  readonly width?: number;
}

/**
 * Writes data as a WhatsApp table. Values are shown as they are: what looks like formatting in them is none.
 *
 * @example
 * table([{ item: "Coffee", price: 9.5 }, { item: "Cake", price: 12 }]);
 * // item    price
 * // ------  -----
 * // Coffee    9.5
 * // Cake       12    (in a monospace block)
 */
export function table(
  rows: readonly (readonly TableValue[])[] | readonly Readonly<Record<string, TableValue>>[],
  options: TableOptions = {},
): string {
  const header = options.header ?? [...new Set(rows.flatMap((row) => (isList(row) ? [] : Object.keys(row))))];
  const values = rows.map((row) => (isList(row) ? row : header.map((key) => row[key])));
  const columns = values.reduce((most, row) => Math.max(most, row.length), header.length);
  const align = Array.from({ length: columns }, (_, i) => options.align?.[i] ?? alignOf(values.map((row) => row[i])));
  const grid: Grid = { header: header.map(cellOf), rows: values.map((row) => row.map(cellOf)), align };
  return serialise(tableLines(grid, options).map((runs) => ({ prefix: "", runs })));
}

function isList(row: readonly TableValue[] | Readonly<Record<string, TableValue>>): row is readonly TableValue[] {
  return Array.isArray(row);
}

function alignOf(column: readonly TableValue[]): Align {
  const shown = column.filter((value) => value !== null && value !== undefined);
  return shown.length > 0 && shown.every((value) => /^(?:number|bigint)$/.test(typeof value)) ? "right" : null;
}

/** A cell is one line. */
function cellOf(value: TableValue): Cell {
  const text = String(value ?? "").replace(/\s+/g, " ");
  return text === "" ? [] : [plainRun(text)];
}
