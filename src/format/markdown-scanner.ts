/** Where a part of a Markdown text may begin that reads the same on its own. */
export interface Start {
  /** Of a list item: the number it has in its list, however it is written. */
  readonly number?: number;
  readonly isItem: boolean;
}

const MARK = /^( {0,3})(?:([-+*])|(\d{1,9})([.)]))([ \t]+|$)/;
const FENCE = /^ {0,3}(`{3,}(?!.*`)|~{3,})/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const TABLE_RULE = /^[ \t|:-]*\|[ \t|:-]*$/;
/** HTML that goes on over blank lines, and what ends each kind. */
const RAW_HTML = /^ {0,3}<(?:(script|pre|style|textarea)(?:[\s>]|$)|(!--)|(\?)|(!\[CDATA\[)|(![A-Z]))/i;

/** HTML that ends at a blank line: these anywhere, other tags where nothing else stands in their line. */
const HTML_BLOCK =
  /^ {0,3}<\/?(?:address|article|aside|base(?:font)?|blockquote|body|caption|center|col(?:group)?|d[dlt]|details|dialog|dir|div|fieldset|fig(?:caption|ure)|footer|form|frame(?:set)?|h[1-6r]|head(?:er)?|html|iframe|legend|li|link|main|menu(?:item)?|meta|nav|noframes|[ou]l|opt(?:group|ion)|p|param|search|section|summary|t(?:able|body|[dhr]|foot|head|itle|rack))(?:[ \t]|\/?>|$)/i;
/** Ends a list item. */
const COMMENT = /^ {0,3}<!--/;
const LONE_TAG = /^ {0,3}<(?!script|pre|style|textarea)\/?[a-z][\w-]*(?:\s[^<>]*)?>[ \t]*$/i;

interface List {
  /** What a line needs before it to belong to the present item. */
  readonly indent: number;
  readonly kind: string;
  readonly number: number;
}

/** Reads Markdown line by line, and says before each whether what came so far is complete. Each line is read once. */
export class MarkdownScanner {
  /** The line that opened the fence we are in, at the top level. */
  fenceLine = "";
  /** The last line is one a reader needs the next for: a heading, or a phrase that ends with a colon. */
  introduces = false;
  #fence = "";
  #html: RegExp | undefined;
  /** In HTML that ends at a blank line. */
  #inHtml = false;
  #list: List | undefined;
  /** Something of the present list or paragraph is not as plain as it looks: only a blank line and a new block end it. */
  #unsure = false;
  #afterBlank = true;
  /** The last line is a block of its own: a heading, a rule, the end of a fence. */
  #afterWhole = false;

  /** @returns what begins with this line, if the text may be parted before it */
  read(line: string): Start | undefined {
    if (this.#fence !== "") return this.#inFence(line);
    if (this.#html !== undefined) {
      if (!this.#html.test(line)) return undefined;
      this.#html = undefined;
      this.#afterWhole = true;
      return undefined;
    }
    if (/^[ \t]*$/.test(line)) {
      this.#afterBlank = true;
      this.#inHtml = false;
      return undefined;
    }
    if (this.#inHtml) return undefined;
    const start = this.#startOf(line);
    this.introduces = HEADING.test(line) || /:[*_ \t]*$/.test(line);
    this.#afterBlank = false;
    return start;
  }

  /** Would a line of plain words belong to a paragraph of its own? */
  get isPlain(): boolean {
    const isOpen = this.#fence !== "" || this.#html !== undefined || this.#inHtml;
    return !isOpen && (this.#list === undefined || this.#afterBlank);
  }

  /** Has the last block ended, so that a line of plain words begins another? */
  get isBetween(): boolean {
    return this.isPlain && (this.#afterBlank || this.#afterWhole);
  }

  /** Might the next line belong to a list? */
  get isList(): boolean {
    return this.#list !== undefined;
  }

  #inFence(line: string): undefined {
    const close = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
    if (close?.startsWith(this.#fence)) {
      this.#fence = this.fenceLine = "";
      this.#afterWhole = true;
    }
  }

  #startOf(line: string): Start | undefined {
    const indent = line.search(/\S/);
    const tabbed = /^ *\t/.test(line);
    const list = this.#list;
    if (list !== undefined && (indent >= list.indent || tabbed)) {
      this.#afterWhole = false;
      return undefined;
    }
    const free = this.#afterBlank || this.#afterWhole;
    const fence = FENCE.exec(line)?.[1];
    const whole = HEADING.test(line) || (RULE.test(line) && (this.#afterBlank || !/^ {0,3}[-=]/.test(line)));
    const mark = (fence ?? (whole || RULE.test(line) || TABLE_RULE.test(line))) ? null : MARK.exec(line);
    this.#html = htmlEnd(line);
    this.#inHtml = HTML_BLOCK.test(line) || (free && LONE_TAG.test(line));
    this.#afterWhole = whole || (free && this.#html === undefined && RAW_HTML.test(line));
    if (mark !== null) return this.#item(mark, line, free);
    const open = free || fence !== undefined || whole || (list !== undefined && COMMENT.test(line));
    if (!open) {
      if (list !== undefined) this.#unsure = true;
      return undefined;
    }
    this.#list = undefined;
    this.#unsure = false;
    if (fence !== undefined) {
      this.#fence = fence;
      this.fenceLine = line;
    }
    return { isItem: false };
  }

  #item(mark: RegExpExecArray, line: string, free: boolean): Start | undefined {
    const [all, before = "", bullet, digits, dot = "", spaces = ""] = mark;
    const list = this.#list;
    const empty = all.length === line.length;
    // In a paragraph only a bullet or a 1 with something after it begins a list, and what is a paragraph is not sure.
    this.#unsure ||= list === undefined && !free && (empty || (bullet === undefined && digits !== "1"));
    const kind = bullet ?? dot;
    const number = list?.kind === kind ? list.number + 1 : Number(digits ?? 0);
    const indent = all.length - (empty || spaces.length > 4 || spaces.includes("\t") ? spaces.length - 1 : 0);
    this.#list = { indent: Math.max(indent, before.length + 2), kind, number };
    if (this.#unsure) return undefined;
    return bullet === undefined ? { isItem: list !== undefined, number } : { isItem: list !== undefined };
  }
}

function htmlEnd(line: string): RegExp | undefined {
  const [start, tag, comment, question, cdata] = RAW_HTML.exec(line) ?? [];
  if (start === undefined) return undefined;
  const end = tag ? /<\/(?:script|pre|style|textarea)>/i : comment ? /-->/ : question ? /\?>/ : cdata ? /\]\]>/ : />/;
  return end.test(line.slice(start.length)) ? undefined : end;
}
