import { lineStart } from "./markdown-escape.js";
import { writeSpans } from "./markdown-spans.js";
import { renderWhatsApp, type TextBlock, type TextSpan } from "./render-whatsapp.js";

/**
 * Turns a message as WhatsApp writes it into Markdown that says the same, for a model to read: emphasis, code, lists,
 * quotes and links as a phone shows them, everything else escaped where Markdown would take it for formatting.
 * `toWhatsApp` of it shows the same again, but for white space at the edges of lines and blank lines beyond one.
 *
 * Takes any text, in linear time, and never throws.
 *
 * @example fromWhatsApp("*Total:* 2 * 3, _thanks_"); // "**Total:** 2 * 3, _thanks_"
 */
export function fromWhatsApp(text: string): string {
  const lines: string[] = [];
  let last = "blank";
  /** The number that would go on with the list above, and what stands behind its numbers. */
  let nextNumber = -1;
  let delimiter = ")";

  for (const block of renderWhatsApp(text).blocks) {
    for (const { kind, spans, number } of piecesOf(block)) {
      const code = spans[0]?.code && kind === "code" ? spans[0].text : undefined;
      const content = code === undefined ? writeSpans(spans) : "";
      const isIndented = kind === "paragraph" && /^\s/.test(spans[0]?.text ?? "");
      if (code === undefined && content === "") {
        if (kind === "paragraph") {
          lines.push("");
          last = "blank";
        }
        continue;
      }
      const isItem = last === "bullet" || last === "number";
      if (kind === "paragraph" && isIndented && isItem) {
        // The phone shows it below the words of the item, where Markdown has it too.
        lines.push(`  ${lineStart(content)}`);
        continue;
      }
      const isNewNumber = kind === "number" && number !== 1 && last === "paragraph";
      if (isNewNumber || (kind === "paragraph" && (isItem || last === "quote"))) lines.push(QUIET_BLANK);
      if (kind === "number") {
        if (number !== nextNumber) delimiter = delimiter === "." ? ")" : ".";
        nextNumber = number + 1;
      } else nextNumber = -1;
      lines.push(...blockLines(kind, number, delimiter, code, content));
      last = kind;
    }
  }
  return lines.join("\n").trim();
}

/** A blank line that only Markdown needs: `toWhatsApp` shows none for it. */
const QUIET_BLANK = " \t";

interface Piece {
  readonly kind: TextBlock["kind"];
  readonly number: number;
  readonly spans: readonly TextSpan[];
}

/** A block as Markdown has it: code of several lines inside a line stands on lines of its own. */
function piecesOf(block: TextBlock): readonly Piece[] {
  const number = block.kind === "number" ? block.number : 0;
  if (block.kind === "number" && block.spans.every(({ text }) => text.trim() === "")) {
    // Markdown's empty item would take the next line for its words.
    return [{ kind: "paragraph", number, spans: [{ text: `${number}.` }] }];
  }
  if (block.kind === "code") return [{ kind: "code", number, spans: block.spans }];
  const pieces: { kind: TextBlock["kind"]; number: number; spans: TextSpan[] }[] = [];
  let piece = { kind: block.kind, number, spans: [] as TextSpan[] };
  for (const span of block.spans) {
    if (!span.text.includes("\n")) {
      piece.spans.push(span);
      continue;
    }
    pieces.push(piece, { kind: "code", number, spans: [{ text: span.text, code: true }] });
    piece = { kind: "paragraph", number, spans: [] };
  }
  return pieces.length > 0 && piece.spans.length === 0 ? pieces : [...pieces, piece];
}

function blockLines(kind: string, number: number, delimiter: string, code: string | undefined, content: string) {
  if (code !== undefined) {
    const fence = "`".repeat(longestRun(code) + 1);
    return [fence, code, fence];
  }
  if (kind === "bullet") return [`- ${lineStart(content)}`];
  if (kind === "number") return [`${number}${delimiter} ${lineStart(content)}`];
  return [kind === "quote" ? `> ${lineStart(content)}` : lineStart(content)];
}

function longestRun(code: string): number {
  return (code.match(/`{3,}/g) ?? ["``"]).reduce((most, run) => Math.max(most, run.length), 0);
}
