/** A destination that says nothing on a phone: a place in a page we do not have, a script, embedded data. */
export function isPointless(href: string): boolean {
  return /^(?:$|#|javascript:|data:)/i.test(href);
}

/** The destination as a person reads it: addresses and numbers without their scheme. */
export function shownUrl(href: string): string {
  const bare = /^(?:mailto|tel):([^?]*)/i.exec(href);
  return (bare?.[1] ?? href).replace(/[ \n]/g, "%20");
}

/** Does the label already show where the link goes? */
export function sameTarget(label: string, href: string): boolean {
  const target = comparable(href);
  return target !== "" && comparable(label) === target;
}

function comparable(text: string): string {
  if (/^(?:tel:|\+?[\d ().-]+$)/i.test(text)) return text.replace(/[^\d+]/g, "");
  return text.trim().replace(/^(?:https?:\/\/|mailto:)?(?:www\.)?|\/$/gi, "");
}
