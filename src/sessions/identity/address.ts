import { parseJid } from "../../jid/index.js";

const phoneServer = "@s.whatsapp.net";
const lidServer = "@lid";

/**
 * The one spelling of a person's address: without the device, and `@c.us` and bare digits as `@s.whatsapp.net`.
 *
 * @returns `undefined` for groups, statuses, newsletters and whatever else is no person
 */
export function personAddress(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const jid = parseJid(value);
  if (!jid || (jid.kind !== "phone" && jid.kind !== "lid") || !/^\d{5,20}$/.test(jid.user)) return undefined;
  return jid.user + (jid.kind === "lid" ? lidServer : phoneServer);
}

/** A phone's address as the gateway writes it in its fields: a JID, not bare digits, which may be a LID's. */
export function phoneField(value: unknown): string | undefined {
  const address = typeof value === "string" && value.includes("@") ? personAddress(value) : undefined;
  return address !== undefined && !isLid(address) ? address : undefined;
}

export function lidField(value: unknown): string | undefined {
  const address = personAddress(value);
  return address !== undefined && isLid(address) ? address : undefined;
}

/** Of an address, or of a person's key. */
export function isLid(address: string): boolean {
  return address.includes(lidServer);
}

export function digitsOf(address: string): string {
  return address.slice(0, address.indexOf("@"));
}

/** What a caller asked the gateway for: digits with any punctuation, or a JID. */
export function askedAddress(number: unknown): string | undefined {
  if (typeof number !== "string" || number.length > 128) return undefined;
  return personAddress(number.includes("@") ? number : number.replace(/[^\da-z]/gi, ""));
}

/**
 * Whether two numbers differ by no more than the digit that Brazil, Mexico and Argentina write or leave out. That alone says
 * nothing: they are one person where the gateway answers for one with the other.
 */
export function areSpellings(one: string, other: string): boolean {
  const [short = "", long = ""] = [digitsOf(one), digitsOf(other)].sort((a, b) => a.length - b.length);
  if (short.length !== 12 || long.length !== 13) return false;
  const extra = long.startsWith("55") ? 4 : /^5[24]/.test(long) ? 2 : undefined;
  return extra !== undefined && long.slice(0, extra) + long.slice(extra + 1) === short;
}
