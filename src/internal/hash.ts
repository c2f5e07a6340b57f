/**
 * A text of any length as 32 hexadecimal digits: four independent lanes of 32 bits, so that two texts with one hash do not
 * happen by chance. No protection against somebody who looks for such a pair.
 */
export function hashOf(text: string): string {
  let [a, b, c, d] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // The shift brings high bits back down, which a product alone never does.
    a = Math.imul(a ^ code, 0x9e3779b1);
    a ^= a >>> 15;
    b = Math.imul(b ^ code, 0x85ebca77);
    b ^= b >>> 13;
    c = Math.imul(c ^ code, 0xc2b2ae3d);
    c ^= c >>> 16;
    d = Math.imul(d ^ code, 0x27d4eb2f);
    d ^= d >>> 14;
  }
  return [a, b, c, d].map(hex).join("");
}

/** Mixes once more, so that the last characters reach every bit. */
function hex(lane: number): string {
  const mixed = Math.imul(lane ^ (lane >>> 16), 0x7feb352d);
  return ((mixed ^ (mixed >>> 15)) >>> 0).toString(16).padStart(8, "0");
}
