import { createHash } from "node:crypto";
import { type Ip, parseIp } from "../internal/ip.js";
import { formatJid, parseJid } from "../jid/index.js";

/** An address of WhatsApp, as `InboundMessage` has it. */
export interface LimitAddress {
  readonly jid: string;
  readonly phone?: string | undefined;
  readonly lid?: string | undefined;
}

/** What rules look at: an `InboundMessage`, an HTTP request, or anything with some of these fields. */
export interface LimitSubject {
  /** For the cost: an `InboundMessage`'s kind. */
  readonly kind?: string | undefined;
  readonly instanceName?: string | undefined;
  readonly chat?: (LimitAddress & { readonly kind?: string | undefined }) | undefined;
  readonly sender?: LimitAddress | undefined;
  readonly ip?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** What a rule looks at by name. */
export type LimitKey = "sender" | "chat" | "group" | "instance" | "ip" | "apiKey";

/** Whom a rule counts for. */
export interface Counted {
  /** What it is told by; hashed before it is stored. */
  readonly key: string;
  /** What people may be shown: an IP address without its end, an API key as a hash. */
  readonly shown: string;
}

/** An address that is not known, or no address: all such requests are counted as one. */
export const unknownIp = "unknown";

/** How each name finds its key. `undefined`: the rule does not apply. A table, so that a missing one does not compile. */
export const finders = {
  sender: ({ instanceName = "", sender }) => addressed(instanceName, sender),
  chat: ({ instanceName = "", chat }) => addressed(instanceName, chat),
  group: ({ instanceName = "", chat }) => (chat?.kind === "group" ? addressed(instanceName, chat) : undefined),
  instance: ({ instanceName: name }) => (name === undefined ? undefined : { key: name, shown: name }),
  ip: ({ ip }) => (ip === undefined ? undefined : networkOf(ip)),
  apiKey: ({ apiKey }) => (apiKey === undefined ? undefined : hidden(apiKey)),
} as const satisfies Record<LimitKey, (subject: LimitSubject) => Counted | undefined>;

/** A key of which we do not know how secret it is. */
export function hidden(key: string): Counted {
  return { key, shown: `#${digest(key).slice(0, 8)}` };
}

/** 132 bits of SHA-256: what is stored instead of a key, whatever it is made of and however long. */
export function digest(key: string): string {
  // As JSON, so that halves of surrogate pairs stay apart.
  return createHash("sha256").update(JSON.stringify(key)).digest("base64url").slice(0, 22);
}

/** One person or group of one instance. Empty where the gateway does not say: that is our own number. */
function addressed(instanceName: string, address: LimitAddress | undefined): Counted | undefined {
  const who = address && personOf(address);
  return who ? { key: JSON.stringify([instanceName, who]), shown: who } : undefined;
}

/** The phone where it is known, so that a change of addressing does not make a new person. */
export function personOf({ jid, phone, lid }: LimitAddress): string {
  if (phone) return phone;
  if (lid) return `${lid}@lid`;
  const parsed = parseJid(jid);
  if (!parsed) return jid;
  return parsed.kind === "phone" ? parsed.user : formatJid({ user: parsed.user, server: parsed.server });
}

const ipv4 = 0xffffn;

/** An IPv4 address, or the /64 of an IPv6 one: whoever has one address there has them all. */
function networkOf(text: string): Counted {
  const ip = parseIp(text);
  if (ip === undefined) return { key: unknownIp, shown: unknownIp };
  if (ip >> 32n === ipv4) return { key: `4 ${ip}`, shown: showIpv4(ip) };
  return { key: `6 ${ip >> 64n}`, shown: showIpv6(ip) };
}

function showIpv4(ip: Ip): string {
  const parts = [24n, 16n, 8n].map((bits) => (ip >> bits) & 0xffn);
  return `${parts.join(".")}.0/24`;
}

function showIpv6(ip: Ip): string {
  const groups = [112n, 96n, 80n].map((bits) => ((ip >> bits) & 0xffffn).toString(16));
  return `${groups.join(":")}::/48`;
}
