import { deflateSync, inflateSync } from "node:zlib";
import { chunk } from "../../src/testing/png.js";

const signature = Buffer.from("89504e470d0a1a0a", "hex");

/**
 * The same picture in at most 256 colours, which is what a picture of text needs: a third of the size.
 *
 * @throws {Error} it is not what Chromium makes: 8 bits of red, green, blue and perhaps alpha, not interlaced
 */
export function withPalette(png: Buffer): Buffer {
  const header = png.subarray(16, 29);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 6: 4 }[header[9] ?? 0];
  if (header[8] !== 8 || channels === undefined || header[12] !== 0)
    throw new Error("Expected a PNG as Chromium makes it.");
  const bytes = pixels(inflateSync(Buffer.concat([...dataOf(png)])), width * channels, channels);
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i++) {
    const at = i * channels;
    colours[i] = channels === 4 ? bytes.readUInt32BE(at) : bytes.readUIntBE(at, 3) * 256 + 255;
  }
  const { palette, indexOf } = paletteOf(colours);
  const rows = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < colours.length; i++) rows[i + Math.floor(i / width) + 1] = indexOf.get(colours[i] ?? 0) ?? 0;
  const indexed = Buffer.from(header);
  indexed[9] = 3;
  return Buffer.concat([
    signature,
    chunk("IHDR", indexed),
    chunk("PLTE", Buffer.from(palette.flatMap((colour) => rgba(colour).slice(0, 3)))),
    chunk("tRNS", Buffer.from(palette.map((colour) => colour & 255))),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function* dataOf(png: Buffer): Generator<Buffer> {
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") yield png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
  }
}

/** Takes back what each row's filter did. */
function pixels(filtered: Buffer, rowLength: number, channels: number): Buffer {
  const height = filtered.length / (rowLength + 1);
  const out = Buffer.alloc(rowLength * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (rowLength + 1)];
    for (let x = 0; x < rowLength; x++) {
      const at = y * rowLength + x;
      const left = x < channels ? 0 : (out[at - channels] ?? 0);
      const up = out[at - rowLength] ?? 0;
      const corner = x < channels ? 0 : (out[at - rowLength - channels] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      out[at] = (filtered[at + y + 1] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** The most frequent colours, and for each colour the nearest of them. */
function paletteOf(colours: Uint32Array) {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const all = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const palette = all.slice(0, 256);
  const indexOf = new Map(palette.map((colour, i) => [colour, i]));
  for (const colour of all.slice(256)) {
    const distances = palette.map((each) => distance(colour, each));
    indexOf.set(colour, distances.indexOf(Math.min(...distances)));
  }
  return { palette, indexOf };
}

function distance(one: number, other: number): number {
  const parts = rgba(other);
  return rgba(one).reduce((sum, part, i) => sum + (part - (parts[i] ?? 0)) ** 2, 0);
}

function rgba(colour: number): number[] {
  return [colour >>> 24, (colour >>> 16) & 255, (colour >>> 8) & 255, colour & 255];
}
