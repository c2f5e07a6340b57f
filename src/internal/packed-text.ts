/**
 * SQLite ends a text at its first U+0000 and knows no half of a surrogate pair; ids and lanes are any text. Such characters
 * are kept as U+0001 and four hex digits, and so is U+0001 itself. All other text is kept as it is.
 */
const mark = "\u0001";

export function pack(text: string): string {
  if (text.isWellFormed() && !text.includes("\0") && !text.includes(mark)) return text;
  let packed = "";
  for (const character of text) {
    const isKept = character.isWellFormed() && character !== "\0" && character !== mark;
    packed += isKept ? character : mark + character.charCodeAt(0).toString(16).padStart(4, "0");
  }
  return packed;
}

export function unpack(text: string): string {
  if (!text.includes(mark)) return text;
  const [first = "", ...rest] = text.split(mark);
  return (
    first + rest.map((part) => String.fromCharCode(Number.parseInt(part.slice(0, 4), 16)) + part.slice(4)).join("")
  );
}
