import { codeBefore, kindAt, kindOf, SPACE, WORD } from "./grammar.js";

const SPECIAL = /[\\`*_~<&\]]|:\/\/|\bwww\.|@/gi;

/** Escapes what Markdown would read as formatting, and no more. `next` is what follows the text in its line. */
export function escapeText(text: string, next: string): string {
  const whole = text + next;
  return text.replace(SPECIAL, (mark, at: number) => {
    const after = whole.slice(at + 1, at + 34);
    return needsEscape(mark, whole, at, after) ? escaped(mark) : mark;
  });
}

function needsEscape(mark: string, text: string, at: number, after: string): boolean {
  switch (mark) {
    case "\\":
      return /^(?:\s*$|[!-/:-@[-`{-~])/.test(after);
    case "*":
    case "_":
    case "~": {
      const [left, right] = [at === 0 ? SPACE : kindOf(codeBefore(text, at)), kindAt(text, at + 1)];
      return !(left === SPACE && right === SPACE) && !(mark === "_" && left === WORD && right === WORD);
    }
    case "<":
      return /^[a-z/!?]/i.test(after);
    case "&":
      return /^#?\w{1,31};/.test(after);
    case "]":
      return /^[([:]/.test(after);
    case "@":
      return /[\w.+-]/.test(text.charAt(at - 1)) && /^[\w-]/.test(after);
    default:
      return true;
  }
}

/** `www.` is broken at its dot, everything else before it begins. */
function escaped(mark: string): string {
  return mark.length === 4 ? `${mark.slice(0, 3)}\\.` : `\\${mark}`;
}

/** Escapes what makes a line more than a line of text: a heading, an item, a rule, a table, a task. */
export function lineStart(line: string): string {
  const shown = line.trim();
  const number = /^\d{1,9}(?=[.)](?:\s|$))/.exec(shown)?.[0];
  if (number !== undefined) return `${number}\\${shown.slice(number.length)}`;
  const isMark = /^(?:#{1,6}(?:\s|$)|>|[-+*_](?:\s|$)|\[[ x]\]|[=\-|:][\s=\-|:]*$|\[[^\]]*\]:)/i.test(shown);
  return isMark && !shown.startsWith("\\") ? `\\${shown}` : shown;
}
