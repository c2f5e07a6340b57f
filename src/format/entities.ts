/**
 * The names of HTML 4 in the order of their code points; a number before one skips as many. Letters with accents are
 * composed with the marks that stand here after a dash, Greek small letters follow from their capitals.
 */
const table =
  "34quot 3amp apos 20lt 1gt 97nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest 6AElig 9ETH 6times Oslash 5THORN szlig 6aelig 9eth 6divide oslash 5thorn 83OElig oelig 62fnof 307circ 21tilde 35-grave -acute -circ -tilde 4-uml 1-ring 1-caron 26-cedil 105Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho 1Sigma Tau Upsilon Phi Chi Psi Omega 24sigmaf 14thetasym upsih 3piv 7211ensp emsp 5thinsp 2zwnj zwj lrm rlm 3ndash mdash 3lsquo rsquo sbquo 1ldquo rdquo bdquo 1dagger Dagger bull 3hellip 9permil 1prime Prime 5lsaquo rsaquo 3oline 5frasl 103euro 100image 6weierp 3real 5trade 18alefsym 90larr uarr rarr darr harr 32crarr 26lArr uArr rArr dArr hArr 43forall 1part exist 1empty 1nabla isin notin 1ni 3prod 1sum minus 4lowast 2radic 2prop infin 1ang 6and or cap cup int 8there4 7sim 8cong 2asymp 23ne equiv 2le ge 28sub sup nsub 1sube supe 13oplus 1otimes 13perp 31sdot 66lceil rceil lfloor rfloor 702loz 149spades 2clubs 1hearts diams 385lang rang";
let named: Map<string, number> | undefined;

function readTable(): Map<string, number> {
  const codes = new Map<string, number>();
  let code = 0;
  for (const [, skip, name = ""] of table.matchAll(/(\d*)(\S+)/g)) {
    code += Number(skip);
    codes.set(name, code);
    if (code > 912 && code < 938) codes.set(name.toLowerCase(), code + 32);
    code++;
  }
  return codes;
}

function namedCharacter(name: string): string | undefined {
  named ??= readTable();
  const code = named.get(name);
  if (code !== undefined) return String.fromCodePoint(code);
  const mark = named.get(`-${name.slice(1)}`);
  if (mark === undefined) return undefined;
  const letter = (name.charAt(0) + String.fromCodePoint(mark)).normalize("NFC");
  return letter.length === 1 ? letter : undefined;
}

/** Decodes numeric and HTML 4 character references; any other `&` stays as written. */
export function decodeEntities(text: string): string {
  // Most texts have none, and looking for the letter is quicker than for the pattern.
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7}|x[\da-f]{1,6})|([a-z][a-z\d]{1,7}));/gi,
    (whole, number: string | undefined, name: string) =>
      number === undefined ? (namedCharacter(name) ?? whole) : numbered(Number(`0${number}`)),
  );
}

/** Surrogates and what is beyond Unicode are shown as a replacement character. */
function numbered(code: number): string {
  return String.fromCodePoint(code && code < 0x110000 && code >> 11 !== 27 ? code : 0xfffd);
}
