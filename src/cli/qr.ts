import type { Output } from "./command.js";

type Draw = (code: string, terminal: Pick<Output, "isTTY" | "columns">) => string[];

/**
 * Loads what draws a QR code as lines for a terminal, two rows of modules a line. For a person the colours are set, so that
 * it is dark on light whatever the terminal's own are.
 */
export async function qrDrawing(): Promise<Draw> {
  // Loaded here, so that no other command pays for it.
  const { renderUnicodeCompact } = await import("uqr");
  return (code, { isTTY, columns }) => {
    const lines = renderUnicodeCompact(code, { border: 2 }).split("\n");
    const width = lines[0]?.length ?? 0;
    const isNarrow = columns !== undefined && columns < width;
    return [
      ...(isTTY ? lines.map((line) => `\x1b[40;97m${line}\x1b[0m`) : lines),
      ...(isNarrow ? [`Make the window at least ${width} columns wide to scan this.`] : []),
    ];
  };
}
