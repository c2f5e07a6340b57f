import { codeBefore, kindAt, kindOf, WORD } from "./grammar.js";
import { escapeText } from "./markdown-escape.js";
import type { TextSpan } from "./render-whatsapp.js";

type Style = "bold" | "italic" | "strike";

const MARKS = { bold: ["**", "b"], italic: ["_", "i"], strike: ["~~", "s"] } as const;
const STYLES = ["bold", "italic", "strike"] as const;

/** Writes the spans of a line as Markdown. */
export function writeSpans(spans: readonly TextSpan[]): string {
  let line = "";
  for (let from = 0; from < spans.length; ) {
    let to = from + 1;
    const isStyled = isEmphasised(spans[from]);
    while (isStyled && to < spans.length && isEmphasised(spans[to])) to++;
    const marks = isStyled && isSafe(spans, from, to) ? 0 : 1;
    line += writeStretch(spans, from, to, marks);
    from = to;
  }
  return line.trim();
}

/** Spans that are emphasised, up to one that is not: with marks, or where these would not be read with tags. */
function writeStretch(spans: readonly TextSpan[], from: number, to: number, form: 0 | 1): string {
  let text = "";
  const open: Style[] = [];
  const close = (keep: number) => {
    for (const style of open.splice(keep).reverse()) text += form === 0 ? MARKS[style][0] : `</${MARKS[style][1]}>`;
  };
  for (let i = from; i < to; i++) {
    const span = spans[i];
    if (span === undefined) continue;
    const ends = open.findIndex((style) => !span[style]);
    if (ends >= 0) close(ends);
    const opening = STYLES.filter((style) => span[style] && !open.includes(style));
    opening.sort((a, b) => reach(spans, i, to, b) - reach(spans, i, to, a));
    for (const style of opening) {
      open.push(style);
      text += form === 0 ? MARKS[style][0] : `<${MARKS[style][1]}>`;
    }
    text += writeSpan(span, spans[i + 1], open.length > 0);
  }
  close(0);
  return text;
}

function writeSpan({ text, code, link }: TextSpan, next: TextSpan | undefined, isStyled: boolean): string {
  if (code) return writeCode(text);
  const after = next?.text ?? "";
  const isMarked = isStyled || isEmphasised(next) || next?.code || next?.link !== undefined;
  if (link === undefined) return escapeText(text, isMarked ? "*" : after);
  const isPlain = !isStyled && /^[.,;:!?]*(?:\s|$)/.test(after) && !/[*~`\\[\]<>&]/.test(text);
  if (isPlain || /^www\./i.test(text)) return isPlain ? text : `${text}<!-- -->`;
  return `<${text}>`;
}

function writeCode(text: string): string {
  const runs = text.match(/`+/g)?.map((run) => run.length) ?? [];
  let fence = "`";
  while (runs.includes(fence.length)) fence += "`";
  const pad = /^`|`$|^ .*\S.* $/.test(text) ? " " : "";
  return fence + pad + text + pad + fence;
}

/** Marks are read only between what is not a letter, and beside words rather than other marks. */
function isSafe(spans: readonly TextSpan[], from: number, to: number): boolean {
  for (let i = from; i <= to; i++) {
    const before = spans[i - 1]?.text ?? " ";
    const after = spans[i]?.text ?? " ";
    const last = codeBefore(before, before.length);
    if (/[*_~`\\<>]$/.test(before) || /^[*_~`\\<>]/.test(after)) return false;
    const isEdge = i === from || i === to;
    const [left, right] = [kindOf(last) === WORD, kindAt(after, 0) === WORD];
    if (isEdge ? (i === from ? left : right) : left && right) return false;
  }
  return true;
}

function reach(spans: readonly TextSpan[], from: number, to: number, style: Style): number {
  let end = from;
  while (end < to && spans[end]?.[style]) end++;
  return end;
}

function isEmphasised(span: TextSpan | undefined): boolean {
  return span !== undefined && STYLES.some((style) => span[style]);
}
