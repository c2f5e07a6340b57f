type Granularity = "grapheme" | "word";

/** `Intl.Segmenter` takes quadratic time on long texts, so it sees no more than this to each side. */
const REACH = 96;
/** Scripts that put no space between words. */
const SPACELESS = /[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF]/;

/**
 * The last place up to `at`, and after `start`, where a word of a script without spaces begins.
 *
 * @returns -1 if there is none nearby, or no `Intl.Segmenter` to know it by
 */
export function wordBefore(text: string, start: number, at: number): number {
  if (typeof Intl.Segmenter !== "function" || !SPACELESS.test(text.slice(Math.max(start, at - REACH), at))) return -1;
  return lastOf("word", text, start, at);
}

/** The last place up to `at`, and after `start`, that is not inside what a reader takes for one character. */
export function graphemeBefore(text: string, start: number, at: number): number {
  const found = lastOf("grapheme", text, start, at);
  if (found > 0) return found;
  // One character as long as that is no text: it is cut between code points.
  if (!isLow(text.charCodeAt(at))) return at;
  return at - 1 > start ? at - 1 : at + 1;
}

/** What a reader takes for the characters of a text, one by one, in linear time. */
export function* graphemes(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const far = from + 4 * REACH;
    const to = far < text.length ? graphemeBefore(text, from, far) : text.length;
    let start = from;
    for (const { index } of segmentsOf("grapheme", text.slice(from, to))) {
      if (index > 0) yield text.slice(start, from + index);
      start = from + index;
    }
    yield text.slice(start, to);
    from = to;
  }
}

function lastOf(granularity: Granularity, text: string, start: number, at: number): number {
  let from = Math.max(start, at - REACH);
  if (isLow(text.charCodeAt(from)) && from > start) from--;
  // Letters of flags look alike from anywhere, so they are counted in twos from the first.
  let first = from;
  while (first - 2 >= start && isFlag(text, first) && isFlag(text, first - 2)) first -= 2;
  if ((from - first) % 4 !== 0) from -= 2;
  let found = -1;
  for (const { index, isWordLike } of segmentsOf(granularity, text.slice(from, at + REACH))) {
    const place = from + index;
    if (place > at) break;
    if (place <= start || index === 0) continue;
    if (granularity === "grapheme" || (isWordLike && SPACELESS.test(text.slice(place - 1, place + 1)))) found = place;
  }
  return found;
}

/** Made when first asked for: that takes longer than to segment a message. */
const segmenters: Partial<Record<Granularity, Intl.Segmenter>> = {};

function segmentsOf(granularity: Granularity, text: string): Iterable<{ index: number; isWordLike?: boolean }> {
  // Good enough where there is none: flags, joined emoji, and letters with their marks.
  if (typeof Intl.Segmenter !== "function")
    return text.matchAll(/\r\n|\p{RI}{2}|.(?:[\p{M}\p{EMod}\u200D]|(?<=\u200D).)*/gsu);
  segmenters[granularity] ??= new Intl.Segmenter(undefined, { granularity });
  return segmenters[granularity].segment(text) as Iterable<Intl.SegmentData>;
}

function isLow(code: number): boolean {
  return code >> 10 === 0x37;
}

function isFlag(text: string, at: number): boolean {
  const code = text.codePointAt(at) ?? 0;
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}
