/** What a JID addresses. A person has two addresses that may both be seen: a phone number and a LID. */
export type JidKind = "phone" | "lid" | "group" | "broadcast" | "status" | "newsletter" | "other";

/** A WhatsApp address in parts: `5511999990001:3@s.whatsapp.net` is user `5511999990001`, device `3`. */
export interface Jid {
  readonly user: string;
  readonly server: string;
  readonly device?: number;
  readonly kind: JidKind;
}

/** A `switch` rather than a table: comparing a few short texts is quicker than hashing one, and this runs per message. */
function kindOf(user: string, server: string): JidKind {
  switch (server) {
    case "s.whatsapp.net":
    case "c.us":
      return "phone";
    case "lid":
      return "lid";
    case "g.us":
      return "group";
    case "broadcast":
      return user === "status" ? "status" : "broadcast";
    case "newsletter":
      return "newsletter";
    default:
      return "other";
  }
}

/**
 * Takes a JID apart. Bare digits count as a phone number, which is how the `EVOLUTION` integration writes its chats.
 *
 * @returns `undefined` for anything that is no address; never throws
 * @example parseJid("190000000000001@lid") // { user: "190000000000001", server: "lid", kind: "lid" }
 */
export function parseJid(jid: string): Jid | undefined {
  if (typeof jid !== "string") return undefined;
  const at = jid.indexOf("@");
  if (at === -1) return /^\d{5,20}$/.test(jid) ? { user: jid, server: "s.whatsapp.net", kind: "phone" } : undefined;
  const server = jid.slice(at + 1);
  const colon = jid.lastIndexOf(":", at);
  const user = jid.slice(0, colon === -1 ? at : colon);
  if (user === "" || server === "" || server.includes("@") || jid.length > 128) return undefined;
  const kind = kindOf(user, server);
  if (colon === -1) return { user, server, kind };
  const device = jid.slice(colon + 1, at);
  return /^\d{1,5}$/.test(device) ? { user, server, device: Number(device), kind } : undefined;
}

/** Puts a JID together again: the inverse of {@link parseJid}. */
export function formatJid(jid: Pick<Jid, "user" | "server" | "device">): string {
  return `${jid.user}${jid.device === undefined ? "" : `:${jid.device}`}@${jid.server}`;
}

const passedThrough = ["@g.us", "@s.whatsapp.net", "@lid", "@broadcast"];

/**
 * The JID that the gateway (2.3.6) makes of a `number`, including its rewriting of Brazilian, Mexican and Argentinian
 * numbers. Use it to know which chat a send went to; to send, give the gateway bare digits and let it do this itself.
 *
 * @returns `undefined` when the text holds no digit: the gateway would look up an empty number
 * @example toJid("+55 (31) 99999-9999") // "553199999999@s.whatsapp.net"
 */
export function toJid(number: string): string | undefined {
  const plain = number.replace(/:\d+/, "");
  if (passedThrough.some((suffix) => plain.includes(suffix))) return plain;
  const text = (plain.replace(/[\s+()]/g, "").split(/[:@]/)[0] ?? "").trim();
  if (text.includes("-") && text.length >= 24) return `${text.replace(/[^\d-]/g, "")}@g.us`;
  const digits = text.replace(/\D/g, "");
  if (digits === "") return undefined;
  if (digits.length >= 18) return `${digits}@g.us`;
  return `${withoutExtraDigit(digits)}@s.whatsapp.net`;
}

/** Mexico and Argentina: the third digit of 13 goes. Brazil: the ninth digit goes from area code 31 on, for mobiles. */
function withoutExtraDigit(digits: string): string {
  if (digits.length !== 13) return digits;
  if (/^5[24]/.test(digits)) return digits.slice(0, 2) + digits.slice(3);
  if (!digits.startsWith("55")) return digits;
  const area = Number(digits.slice(2, 4));
  const firstOfEight = Number(digits[5]);
  return area < 31 || firstOfEight < 7 ? digits : digits.slice(0, 4) + digits.slice(5);
}
