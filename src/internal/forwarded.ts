import * as z from "zod";
import { type Ip, isWithin, type Network, parseIp, parseNetwork } from "./ip.js";

const networkText = "to be an IP address, with or without a prefix. Examples: 10.0.0.0/8, ::1";
const hopsText = "to be addresses, or the number of proxies (at least 1). Example: 1";
const network = z.string({ error: networkText }).transform((text, context): Network => {
  const parsed = parseNetwork(text);
  if (parsed) return parsed;
  context.addIssue({ code: "custom", message: networkText });
  return z.NEVER;
});

/** Addresses and networks, at least one. */
export const networksSchema = z.array(network, { error: networkText }).min(1, { error: networkText });

/** The proxies in front of us: their networks, or how many there are on every way in. */
export const trustedProxiesSchema = z.union([z.int({ error: hopsText }).min(1, { error: hopsText }), networksSchema], {
  error: hopsText,
});

/**
 * The address a request came from: the connection's other end or, with trusted proxies, an entry of `x-forwarded-for`,
 * from the right, as far as these can be believed. `undefined` where the chain says no address, or is shorter than it must be.
 */
export function senderOf(
  remoteAddress: string,
  forwarded: readonly string[],
  trusted: number | readonly Network[] | undefined,
): Ip | undefined {
  const nearest = parseIp(remoteAddress);
  if (trusted === undefined) return nearest;
  if (typeof trusted === "number") return parseIp(withoutPort(forwarded.at(-trusted) ?? ""));
  let sender = nearest;
  for (const entry of [...forwarded].reverse()) {
    const believed = sender;
    if (believed === undefined || !trusted.some((each) => isWithin(believed, each))) break;
    sender = parseIp(withoutPort(entry));
  }
  return sender;
}

/** Some proxies write the port as well: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  return entry.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}
