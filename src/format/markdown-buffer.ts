import { completeSentences } from "./complete-sentences.js";
import { JOINER, LINE_MARK } from "./grammar.js";
import { MarkdownScanner, type Start } from "./markdown-scanner.js";
import type { ToWhatsAppOptions } from "./options.js";
import { splitMessage } from "./split-message.js";
import { toWhatsApp } from "./to-whatsapp.js";

/** How long messages made of a stream are, and how they are laid out. */
export interface BufferOptions extends ToWhatsAppOptions {
  readonly minChars: number;
  readonly maxChars: number;
}

const DEFINITION = /^ {0,3}\[[^\]]+\]:/;
const MAX_DEFINITIONS = 4000;

/** Collects Markdown as it comes, and gives it back as WhatsApp messages, none of them with half a block in it. */
export class MarkdownBuffer {
  readonly #options: BufferOptions;
  readonly #scanner = new MarkdownScanner();
  /** Whole blocks, and how the first one begins. */
  #ready = "";
  #number: number | undefined;
  /** What `#ready` begins with is the rest of a paragraph. */
  #isRest = false;
  /** The lines of the block that is not complete. */
  #block = "";
  #blockNumber: number | undefined;
  /** The unfinished line, and how much of it has been given back. */
  #line = "";
  #taken = 0;
  /** Link definitions hold for everything that follows them. */
  #definitions = "";
  /** The last line is one; it does not interrupt a paragraph. */
  #isDefinition = false;

  constructor(options: BufferOptions) {
    this.#options = options;
  }

  /** The messages that are complete with this piece of text. */
  add(text: string): string[] {
    const messages: string[] = [];
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      messages.push(...this.#addLine((this.#line + text.slice(from, end)).replace(/\r$/, "")));
      this.#line = "";
      this.#taken = 0;
      from = end + 1;
    }
    this.#line += text.slice(from);
    if (this.#beginsParagraph()) messages.push(...this.#endBlock({ isItem: false }));
    return messages;
  }

  /** Everything that is complete by now: whole blocks, and the whole sentences of a paragraph. */
  takeComplete(): string[] {
    const { isBetween, isList } = this.#scanner;
    if (isBetween && !isList && this.#line === "") this.#closeBlock(undefined);
    let rest = this.#block + this.#line.slice(this.#taken);
    const isRest = this.#isRest && this.#ready === "";
    const isParagraph = this.#scanner.isPlain && (isRest ? !/\||\n {0,3}[<>]/.test(rest) : isPlain(rest));
    const end = isParagraph ? completeSentences(rest) : 0;
    const messages = this.#take(this.#ready + rest.slice(0, end));
    if (end === 0) return messages;
    this.#isRest = true;
    rest = rest.slice(end);
    if (end < this.#block.length) this.#block = this.#block.slice(end);
    else {
      this.#block = "";
      this.#taken = this.#line.length - rest.length;
    }
    return messages;
  }

  /** All that is left, at the end. */
  takeRest(): string[] {
    const messages = this.#line === "" ? [] : this.add("\n");
    return [...messages, ...this.#take(this.#ready + this.#block)];
  }

  /** Is it sure, before the line is complete, that a paragraph begins with it? Asked only while that is cheap. */
  #beginsParagraph(): boolean {
    const { isBetween, isList } = this.#scanner;
    if (!isBetween || this.#block === "" || this.#line.length > 200) return false;
    return isPlain(this.#line) && !(isList && this.#line.startsWith(" "));
  }

  #addLine(line: string): string[] {
    const { fenceLine, introduces } = this.#scanner;
    const start = this.#scanner.read(line);
    const messages = start === undefined ? [] : this.#endBlock(start, introduces);
    if (fenceLine !== "" && this.#scanner.fenceLine !== "") {
      const isNew = this.#block === `${fenceLine}\n`;
      if (!isNew && this.#ready.length + this.#block.length + line.length > this.#options.maxChars) {
        const end = fenceLine.replace(/(`+|~+).*/, "$1");
        messages.push(...this.#take(`${this.#ready}${this.#block.trimEnd()}\n${end}`));
        this.#block = `${fenceLine}\n`;
        if (line.trim() === "") return messages;
      }
    }
    this.#isDefinition = (start !== undefined || this.#isDefinition) && DEFINITION.test(line);
    if (this.#isDefinition && this.#definitions.length < MAX_DEFINITIONS) this.#definitions += `${line}\n\n`;
    this.#block += `${line.slice(this.#taken)}\n`;
    return messages;
  }

  /** Another block begins: what came before goes out if there is enough of it, and it needs no more. */
  #endBlock(next: Start, introduces = this.#scanner.introduces): string[] {
    const { minChars, maxChars } = this.#options;
    this.#closeBlock(next.number);
    const least = introduces ? maxChars : next.isItem ? Math.max(minChars, maxChars / 2) : minChars;
    return this.#ready.trimEnd().length >= least ? this.#take(this.#ready) : [];
  }

  #closeBlock(number: number | undefined): void {
    if (this.#ready === "") this.#number = this.#blockNumber;
    this.#ready += this.#block;
    this.#block = "";
    this.#blockNumber = number;
  }

  /** The text, of which `#ready` is the beginning, as messages. */
  #take(text: string): string[] {
    if (text === "") return [];
    const number = this.#ready === "" ? this.#blockNumber : this.#number;
    const isRest = this.#isRest;
    this.#ready = "";
    this.#isRest = false;
    const { maxChars } = this.#options;
    const markdown = number === undefined ? text : text.replace(/\d+/, String(number));
    return splitMessage(this.#convert(markdown, isRest), { limit: maxChars, preferred: maxChars });
  }

  #convert(markdown: string, isRest: boolean): string {
    const links = markdown.includes("]") ? this.#definitions : "";
    // More definitions need none of those before them.
    if (DEFINITION.test(markdown) && toWhatsApp(markdown) === "") return "";
    if (isRest) {
      // Behind a word, so that nothing takes the rest of a paragraph for a heading or a list.
      const text = toWhatsApp(`${links}x ${markdown.replace(/^[ \t]+/, "")}`, this.#options);
      const rest = text.slice(2);
      if (text.startsWith("x ")) return LINE_MARK.test(rest) ? JOINER + rest : rest;
      if (/^x(?:\n|$)/.test(text)) return rest;
    }
    return toWhatsApp(links + markdown, this.#options);
  }
}

/** Lines that can only be a paragraph, whatever follows. */
function isPlain(text: string): boolean {
  return /^(?: {0,3}(?:[\p{L}"'(¡¿]|\p{Extended_Pictographic}|[*_]{1,3}[\p{L}\p{N}])[^|\n]*(?:\n|$))+$/u.test(text);
}
