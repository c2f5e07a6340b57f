/** Texts in the order of their code points, as their bytes in UTF-8 are: JavaScript's own order puts an emoji before U+FF01. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

const last = 0x10ffff;

/** The first text behind all that begin with `prefix`; `undefined`: nothing is behind them. */
export function behindPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === last) points.pop();
  const end = points.pop();
  if (end === undefined) return undefined;
  return String.fromCodePoint(...points, end + 1 === 0xd800 ? 0xe000 : end + 1);
}
