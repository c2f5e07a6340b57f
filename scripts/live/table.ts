import type { ContractResult } from "../../src/testing/index.js";

const widths = [50, 38, 26] as const;

/** The results as lines of at most 120 columns: route, expected, seen. What differs stands below its row. */
export function table(results: readonly ContractResult[]): string[] {
  const lines = [row(["route", "expected", "seen"]), row(widths.map((width) => "-".repeat(width)))];
  for (const { route, on, expected, seen, outcome, detail } of results) {
    const where = on === "none" ? "" : ` (${on === "WHATSAPP-BAILEYS" ? "unpaired" : on.toLowerCase()})`;
    const shown = `${route.replace("/:instanceName", "")}${where}`;
    const isFailed = outcome === "failed";
    lines.push(row([shown, expected, outcome === "skipped" ? "skipped" : `${seen}${isFailed ? " FAILED" : ""}`]));
    if (detail !== undefined) lines.push(...wrapped(detail, 114).map((line) => `    ${line}`));
  }
  return lines;
}

/** Cells that are too long go on in the next line. */
function row(cells: readonly string[]): string {
  const columns = cells.map((cell, index) => wrapped(cell, widths[index] ?? 20));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((lines, index) => (lines[line] ?? "").padEnd(widths[index] ?? 20))
      .join(" | ")
      .trimEnd(),
  ).join("\n");
}

/** Lines of at most `width`, broken at spaces where there are any. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text.replace(/\s+/g, " ");
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > width / 2 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
