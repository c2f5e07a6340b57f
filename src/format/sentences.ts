/** Shortened words whose full stop ends no sentence, in the languages we write messages in. */
const SHORT =
  /^(?:mr|mrs|ms|dr|dra|dras|drs|prof|profa|sr|sra|srta|st|sto|sta|jr|no|nr|vs|etc|inc|ltd|ltda|co|cia|corp|fig|vol|cap|art|dept|est|approx|tel|ext|ref|min|max|av|ave|blvd|rd|apt|apto|pág|pag|pp|núm|num|nº|cf|ex|obs|lic|ing|arq|ud|uds|vd|mme|mlle|jan|feb|fev|mar|apr|abr|jun|jul|aug|ago|sep|set|sept|oct|out|nov|dec|dez|dic|bzw|usw|ca)$/;

/**
 * Does a sentence end before `index`, where the next word begins at `next`? By Unicode's own list of terminators, not
 * by `Intl.Segmenter`: that one ends a sentence after "Dr." and is not the same everywhere, and pieces have to be.
 */
export function sentenceEnds(text: string, index: number, next: number): boolean {
  const code = text.charCodeAt(index - 1);
  if (code === 44 || (code < 128 && isAlphanumeric(code))) return false;
  const before = text.slice(Math.max(0, index - 24), index);
  // The patterns stand in functions: a bundler that rewrites Unicode properties cannot leave them out elsewhere.
  if (!/\p{STerm}[\p{Pe}\p{Pf}"'*_~`]*$/u.test(before)) return false;
  return !/^[\p{Ps}\p{Pi}"'*_~`]*\p{Ll}/u.test(text.slice(next, next + 6)) && !isShort(before, text.charCodeAt(next));
}

/** A shortened word, an initial, or the number of a list: its full stop ends nothing. */
function isShort(before: string, next: number): boolean {
  const word = /([\p{L}\p{N}º]+(?:\.\p{L}+)*)\.$/u.exec(before)?.[1]?.toLowerCase();
  if (word === undefined) return false;
  if (next >= 48 && next <= 57 && word.length < 4) return true;
  return /^(?:\p{L}(?:\.\p{L})*|\d{1,2}|\p{L}\.\p{L}+)$/u.test(word) || SHORT.test(word);
}

function isAlphanumeric(code: number): boolean {
  return (code > 47 && code < 58) || (code > 96 && code < 123) || (code > 64 && code < 91);
}
