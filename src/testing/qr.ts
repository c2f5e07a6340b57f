import { encode } from "uqr";
import { pngOf } from "./png.js";

/** Modules of white around the code: scanners need four. */
const quietZone = 4;
/** Pixels a module's side has: at one bit a pixel, a module of a row is one byte. */
const scale = 8;

/** The QR code of a text as a PNG data URL, in black and white: what the gateway shows to be scanned. */
export function qrPng(text: string): string {
  const { size, data } = encode(text, { border: quietZone });
  const rows = data.flatMap((modules) => {
    // Filter 0, then a byte a module: dark is black, which is 0.
    const row = Buffer.from([0, ...modules.map((isDark) => (isDark ? 0x00 : 0xff))]);
    return Array<Buffer>(scale).fill(row);
  });
  const side = size * scale;
  const png = pngOf({ width: side, height: side, bitDepth: 1, colourType: 0, rows: Buffer.concat(rows) });
  return `data:image/png;base64,${png.toString("base64")}`;
}
