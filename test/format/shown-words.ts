import { type RenderedText, renderWhatsApp, type TextBlock } from "evolution-kit/format";

/**
 * What a reader takes from messages sent one after the other: every character but white space with its style, each
 * mark of a list, and which words are quoted. Left out: where lines and messages end, and the style of stars,
 * underscores and tildes, which at the edge of their own emphasis cannot be written.
 */
export function shownWords(...messages: readonly string[]): string[] {
  return messages.flatMap((message) => wordsOf(renderWhatsApp(message)));
}

function wordsOf({ blocks }: RenderedText): string[] {
  const words: string[] = [];
  for (const block of blocks) {
    if (block.spans.some(({ text }) => text.trim() !== "")) words.push(...markOf(block));
    for (const { text, bold, italic, strike, code } of block.spans) {
      const style = `${bold ? "b" : ""}${italic ? "i" : ""}${strike ? "s" : ""}${code ? "c" : ""}${block.kind === "quote" ? "q" : ""}`;
      words.push(
        ...[...text].filter((char) => /\S/.test(char)).map((char) => (/[*_~]/.test(char) ? char : char + style)),
      );
    }
  }
  return words;
}

function markOf(block: TextBlock): string[] {
  if (block.kind === "number") return [`#${block.number}`];
  return block.kind === "bullet" ? ["•"] : [];
}
