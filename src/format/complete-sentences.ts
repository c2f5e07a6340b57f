import { sentenceEnds } from "./sentences.js";

const TOKEN = /\\[\s\S]|`+|\*+|_+|~+|\[|\](?:\(|$)?|\)|<(?=[a-z/!]|$)|>/gi;

/**
 * How much of an unfinished Markdown paragraph is whole sentences, with no emphasis, code, link or tag left open.
 * White space after them is left: a line end may yet begin something else.
 */
export function completeSentences(text: string): number {
  const { closed, spans } = readSpans(text);
  const shown = text.trimEnd();
  const word = shown.slice(shown.search(/\S+$/));
  // What looks like an address may go on after its full stop.
  if (closed === text.length && endsSentence(shown) && !/[./@].+[./@]/.test(word) && wordEnds(shown))
    return shown.length;
  let end = 0;
  let span = 0;
  for (const { index, 0: space } of text.slice(0, closed).matchAll(/[ \t]+|\n/g)) {
    const next = index + space.length;
    while ((spans[span]?.to ?? text.length) <= index) span++;
    const isInSpan = (spans[span]?.from ?? text.length) < index;
    if (!isInSpan && next < text.length && sentenceEnds(text, index, next)) end = index;
  }
  return end;
}

function endsSentence(text: string): boolean {
  return /(?<![\d\p{P}])(?:\p{STerm}|[…:]|\p{Extended_Pictographic}\uFE0F?)["')*_\u201D]*$/u.test(text.slice(-24));
}

function wordEnds(text: string): boolean {
  return !text.endsWith(".") || sentenceEnds(text, text.length, text.length);
}

interface Spans {
  /** Where the first thing opens that has not been closed, or may not have been: rather too early than too late. */
  readonly closed: number;
  /** What has been closed, from left to right; what is inside of another is left out. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

function readSpans(text: string): Spans {
  const open: { readonly mark: string; readonly at: number }[] = [];
  const spans: { from: number; to: number }[] = [];
  const close = (mark: string, to: number) => {
    const from = open[0]?.at ?? 0;
    const at = open.findLastIndex((each) => each.mark.charAt(0) === mark.charAt(0) && each.mark.length <= mark.length);
    if (at >= 0) open.length = at;
    if (at === 0) spans.push({ from, to });
    return at >= 0;
  };
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const { 0: mark, index: at } = token;
    const first = mark.charAt(0);
    const next = at + mark.length;
    if (first === "`") {
      const end = new RegExp(`(?<!\`)${mark}(?!\`)`, "g");
      end.lastIndex = next;
      if (next >= text.length || end.exec(text) === null) return { closed: open[0]?.at ?? at, spans };
      TOKEN.lastIndex = end.lastIndex;
      if (open.length === 0) spans.push({ from: at, to: end.lastIndex });
    } else if (first === "]") {
      const isLink = mark !== "]" || next >= text.length;
      const from = open.findLast((each) => each.mark === "[")?.at ?? at;
      close("[", next);
      if (isLink) open.push({ mark: "(", at: from });
    } else if (first === ")") close("(", next);
    else if (first === ">") close("<", next);
    else if (first === "[" || first === "<") open.push({ mark, at });
    else if (first !== "\\") {
      const closes = /\S/.test(text.charAt(at - 1)) && close(mark, next);
      const inWord = first === "_" && /[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && next < text.length;
      if (!closes && !inWord && !/\s/.test(text.charAt(next))) open.push({ mark, at });
    }
  }
  return { closed: open[0]?.at ?? text.length, spans };
}
