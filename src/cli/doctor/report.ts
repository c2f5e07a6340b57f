import { styleText } from "node:util";
import type { Diagnosis } from "../../checks/diagnosis.js";
import type { Output } from "../command.js";

const marks = {
  ok: { sign: "✓", style: "green" },
  warn: { sign: "!", style: "yellow" },
  fail: { sign: "✗", style: "red" },
  skipped: { sign: "–", style: "gray" },
} as const;

const nameWidth = 22;

/** A diagnosis as it is printed: a line, and what to do below it. */
export function lineOf({ name, status, seen, fix }: Diagnosis, hasColours: boolean): string {
  const { sign, style } = marks[status];
  const coloured = (text: string) => (hasColours ? styleText(style, text, { validateStream: false }) : text);
  const line = `${coloured(sign)} ${name.padEnd(nameWidth)} ${seen}\n`;
  return fix === undefined ? line : `${line}    → ${fix}\n`;
}

/** Colours are for people, unless they say no: https://no-color.org. */
export const wantsColours = (
  { isTTY }: Pick<Output, "isTTY">,
  env: Readonly<Record<string, string | undefined>>,
): boolean => isTTY === true && !env.NO_COLOR;

/** How many diagnoses came out how. */
export function countOf(diagnoses: readonly Diagnosis[]): Readonly<Record<Diagnosis["status"], number>> {
  const count = { ok: 0, warn: 0, fail: 0, skipped: 0 };
  for (const { status } of diagnoses) count[status]++;
  return count;
}

/** The last line. */
export function summaryOf(diagnoses: readonly Diagnosis[]): string {
  const { ok, warn, fail, skipped } = countOf(diagnoses);
  const parts = [
    `${ok} ok`,
    warn > 0 && `${warn} ${warn === 1 ? "warning" : "warnings"}`,
    fail > 0 && `${fail} ${fail === 1 ? "problem" : "problems"}`,
    skipped > 0 && `${skipped} not looked at`,
  ];
  return `${parts.filter((part) => part !== false).join(", ")}.\n`;
}
