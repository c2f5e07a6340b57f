/**
 * The names of HTML 4 in the order of their code points; a number skips as many. Letters with accents are composed,
 * Greek small letters follow from their capitals.
 */
const table =
  "34 quot 3 amp apos 20 lt 1 gt 97 nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest 6 AElig 9 ETH 6 times Oslash 5 THORN szlig 6 aelig 9 eth 6 divide oslash 5 thorn 83 OElig oelig 62 fnof 307 circ 21 tilde 180 Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho 1 Sigma Tau Upsilon Phi Chi Psi Omega 24 sigmaf 14 thetasym upsih 3 piv 7211 ensp emsp 5 thinsp 2 zwnj zwj lrm rlm 3 ndash mdash 3 lsquo rsquo sbquo 1 ldquo rdquo bdquo 1 dagger Dagger bull 3 hellip 9 permil 1 prime Prime 5 lsaquo rsaquo 3 oline 5 frasl 103 euro 100 image 6 weierp 3 real 5 trade 18 alefsym 90 larr uarr rarr darr harr 32 crarr 26 lArr uArr rArr dArr hArr 43 forall 1 part exist 1 empty 1 nabla isin notin 1 ni 3 prod 1 sum minus 4 lowast 2 radic 2 prop infin 1 ang 6 and or cap cup int 8 there4 7 sim 8 cong 2 asymp 23 ne equiv 2 le ge 28 sub sup nsub 1 sube supe 13 oplus 1 otimes 13 perp 31 sdot 66 lceil rceil lfloor rfloor 702 loz 149 spades 2 clubs 1 hearts diams 385 lang rang";
let named: Map<string, number> | undefined;

/** A table of names as a map to their code points. */
function codesOf(table: string): Map<string, number> {
  const codes = new Map<string, number>();
  let code = 0;
  for (const token of table.split(" ")) {
    const skip = Number(token);
    if (skip > 0) code += skip;
    else {
      codes.set(token, code);
      if (code > 912 && code < 938) codes.set(token.toLowerCase(), code + 32);
      code++;
    }
  }
  return codes;
}

/** The marks that letters with accents are named after: `eacute`, `Scaron`. */
const accents = codesOf("768 grave acute circ tilde 4 uml 1 ring 1 caron 26 cedil");

function namedCharacter(name: string): string | undefined {
  named ??= codesOf(table);
  const code = named.get(name);
  if (code !== undefined) return String.fromCodePoint(code);
  const accent = accents.get(name.slice(1));
  if (accent === undefined) return undefined;
  const letter = (name.charAt(0) + String.fromCodePoint(accent)).normalize("NFC");
  return letter.length === 1 ? letter : undefined;
}

/** Decodes numeric and HTML 4 character references; any other `&` stays as written. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,7}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) =>
      name === undefined
        ? character(parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10))
        : (namedCharacter(name) ?? whole),
  );
}

function character(code: number): string {
  const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return String.fromCodePoint(valid ? code : 0xfffd);
}
