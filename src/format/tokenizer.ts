import { type Hooks, type MarkedOptions, Tokenizer, type Tokens } from "marked";

/**
 * Reads emphasis as CommonMark does, and where its rules about punctuation see none and every reader sees some:
 * `**Total:**5`, `这是**“重点”**。`. Models write this all the time.
 */
export class ChatTokenizer extends Tokenizer {
  override emStrong(src: string, masked: string, before = ""): Tokens.Em | Tokens.Strong | undefined {
    const rest = masked.slice(-src.length);
    if (rest.startsWith("+")) return undefined;
    const end = looseEnd(src, rest, before);
    if (end < 0) return super.emStrong(src, masked, before);
    const text = src.slice(2, end);
    return { type: "strong", raw: src.slice(0, end + 2), text, tokens: this.lexer.inlineTokens(text) };
  }
}

/** Lexing asks for this one hook. The stars in a Pix code, `0503***6304`, are part of it. */
const hooks = { emStrongMask: (text: string) => text.replace(/(?<=\d)\*{3}(?=\d)/g, "+++") } as Hooks;

// Ours alone: `marked.use()` in an application must not change what we read.
const plainOptions = { gfm: true };
const chatOptions = { gfm: true, tokenizer: new ChatTokenizer(), hooks };

/** Ordinary text is read without what only stars between words and punctuation need: it takes half as long again. */
export function lexerOptions(text: string): MarkedOptions {
  return /[^\s*]\*\*[\p{L}\p{N}\p{Ps}\p{Pi}*"'$#]/u.test(text) ? chatOptions : plainOptions;
}

/** Where bold ends that only a reader sees; -1 where there is none or CommonMark sees it too. */
function looseEnd(src: string, masked: string, before: string): number {
  if (/\d$/.test(before) || !/^\*\*[^\s*]/.test(src)) return -1;
  const opens = !/^..[\p{P}\p{S}]/u.test(src) || !/\p{L}$/u.test(before);
  for (let at = masked.indexOf("**", 3); at > 0; at = masked.indexOf("**", at + 2)) {
    const last = src.slice(at - 2, at);
    const next = src.slice(at + 2, at + 4);
    if (/[\s*]$/.test(last) || next.startsWith("*")) return -1;
    // An opening bracket or quote has something to come.
    if (/[\p{Ps}\p{Pi}]$/u.test(last)) continue;
    const closes = !/[\p{P}\p{S}]$/u.test(last) || !/^[\p{L}\p{N}]/u.test(next);
    return opens && closes ? -1 : at;
  }
  return -1;
}
