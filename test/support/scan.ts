import { inflateSync } from "node:zlib";
import scanPixels from "jsqr";

/** What a phone's camera reads from a one-bit greyscale PNG data URL; `undefined` when it sees no QR code. */
export function scanPng(dataUrl: string): string | undefined {
  const png = Buffer.from(dataUrl.replace("data:image/png;base64,", ""), "base64");
  const side = png.readUInt32BE(16);
  const start = png.indexOf("IDAT") + 4;
  const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  const bytesPerRow = Math.ceil(side / 8) + 1;
  return scan(side, (x, y) => ((rows[y * bytesPerRow + 1 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0);
}

/** The same of a terminal whose lines show two rows of modules with half blocks, light on dark. */
export function scanTerminal(text: string): string | undefined {
  const lines = text.split("\n").filter((line) => /[█▀▄]/.test(line));
  const side = lines[0]?.length ?? 0;
  const zoom = 4;
  const isDark = (x: number, y: number) => {
    const char = lines[y >> 1]?.[x] ?? " ";
    return !(char === "█" || char === (y % 2 === 0 ? "▀" : "▄"));
  };
  return scan(side * zoom, (x, y) => isDark(Math.floor(x / zoom), Math.floor(y / zoom)));
}

function scan(side: number, isDark: (x: number, y: number) => boolean): string | undefined {
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < side * side; i++) pixels.fill(isDark(i % side, Math.floor(i / side)) ? 0 : 255, i * 4, i * 4 + 3);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
  return scanPixels(pixels, side, side)?.data;
}
