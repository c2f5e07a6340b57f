import { linesOf } from "./lines.js";
import type { ToWhatsAppOptions } from "./options.js";

/**
 * The words of a Markdown text without any markup, in the lines `toWhatsApp` would give them: for a notification, a
 * log, a screen reader or another channel. Bullets, numbers and link addresses stay; tables become `label: value`.
 *
 * Never throws.
 *
 * @example toPlainText("**Paid** with `pix`"); // "Paid with pix"
 */
export function toPlainText(markdown: string, options: Omit<ToWhatsAppOptions, "headings"> = {}): string {
  return linesOf(markdown, { tables: "list", ...options })
    .map(({ prefix, runs }) => (prefix + runs.map(({ text }) => text).join("")).trimEnd())
    .join("\n");
}
