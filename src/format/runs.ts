/** Style bits of a run. The first three are the emphasis a phone can show. */
export const BOLD = 1;
export const ITALIC = 2;
export const STRIKE = 4;
export const EMPHASIS = BOLD | ITALIC | STRIKE;
/** Inline code: written between backticks, content untouched. */
export const CODE = 8;
/** URLs and addresses: people copy them, so nothing is inserted. */
export const VERBATIM = 16;
/** What people copy, whose markers a phone has read as they stand: nothing is inserted, and it keeps its style. */
export const KEPT = 64;
/** A block of monospace text, possibly of several lines: code, aligned tables. */
export const RAW = 32;

/** A stretch of text in one style, without line breaks unless it is `RAW`. */
export interface Run {
  readonly text: string;
  readonly style: number;
}

/** One line of the message: what stands before it, and its runs. */
export interface Line {
  readonly prefix: string;
  readonly runs: readonly Run[];
}

export const BLANK: Line = { prefix: "", runs: [] };

export function plainRun(text: string): Run {
  return { text, style: 0 };
}

/** A block of code. */
export function codeBlock(text: string): Line {
  return { prefix: "", runs: [{ text, style: RAW }] };
}

/** The style a marker character belongs to; backticks share the table because they pair by the same rules. */
export function bitOf(code: number): number {
  if (code === 42) return BOLD;
  if (code === 95) return ITALIC;
  if (code === 126) return STRIKE;
  return code === 96 ? CODE : 0;
}
