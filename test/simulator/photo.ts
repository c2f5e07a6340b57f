import { pngOf } from "../../src/testing/png.js";

/** A picture of a sunrise, as base64 of a PNG. */
export const photo = picture(320, 200).toString("base64");

function picture(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isSun = (x - width / 2) ** 2 + (y - height * 0.62) ** 2 < 45 ** 2 && y < height * 0.7;
      const isSea = y >= height * 0.7;
      const dusk = y / height;
      const colour = isSun
        ? [255, 214, 102]
        : isSea
          ? [30, 70 + (y % 12), 110]
          : [250 - 40 * dusk, 120 + 90 * dusk, 90];
      rows.set(colour, y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  return pngOf({ width, height, bitDepth: 8, colourType: 2, rows });
}
