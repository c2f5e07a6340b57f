import * as z from "zod";
import { parseOptions } from "../../errors/parse-options.js";
import { type HeadersInput, listHeaderOf } from "../headers.js";
import { refused } from "../refusal.js";
import type { Auth } from "./auth.js";
import { type Ip, isWithin, type Network, parseIp, parseNetwork } from "./ip.js";

const networkText = "to be an IP address, with or without a prefix. Examples: 10.0.0.0/8, ::1";
const hopsText = "to be addresses, or the number of proxies (at least 1). Example: 1";
const network = z.string({ error: networkText }).transform((text, context): Network => {
  const parsed = parseNetwork(text);
  if (parsed) return parsed;
  context.addIssue({ code: "custom", message: networkText });
  return z.NEVER;
});
const networks = z.array(network, { error: networkText }).min(1, { error: networkText });
const schema = z.object({
  addresses: networks,
  trustedProxies: z
    .union([z.int({ error: hopsText }).min(1, { error: hopsText }), networks], { error: hopsText })
    .optional(),
});

export interface IpAllowListOptions {
  /** Addresses and networks the gateway may call from, IPv4 or IPv6: `["10.0.0.0/8", "::1"]`. */
  readonly addresses: readonly string[];
  /**
   * The proxies in front of us: their addresses and networks, or how many there are on every way in. With it, the sender is
   * looked up in `x-forwarded-for`, from the right, as far as these can be believed. @default none: the header is ignored
   */
  readonly trustedProxies?: readonly string[] | number | undefined;
}

/**
 * Accepts requests from certain addresses. An address is a fence, not a key: combine it with a secret, `allOf(ipAllowList(…),
 * headerAuth(…))`.
 *
 * `webhook.node` knows the address from its connection. Hand it to `webhook.fetch` as its second argument, and to
 * `webhook.receive` as `remoteAddress`; without one the request is answered 503 and `onError` is told.
 */
export function ipAllowList(options: IpAllowListOptions): Auth {
  const { addresses, trustedProxies } = parseOptions(schema, options);
  return ({ headers, remoteAddress }) => {
    if (remoteAddress === undefined) {
      throw refused(
        "unavailable",
        "The sender's address is not known, so ipAllowList cannot tell whether it may post. Hand it on: webhook.fetch(request, { remoteAddress }).",
      );
    }
    const sender = senderOf(remoteAddress, headers, trustedProxies);
    return sender !== undefined && addresses.some((each) => isWithin(sender, each));
  };
}

/** `undefined` where the chain says no address, or is shorter than it must be. */
function senderOf(
  remoteAddress: string,
  headers: HeadersInput,
  trusted: number | readonly Network[] | undefined,
): Ip | undefined {
  const nearest = parseIp(remoteAddress);
  if (trusted === undefined) return nearest;
  const forwarded = listHeaderOf(headers, "x-forwarded-for");
  if (typeof trusted === "number") return parseIp(withoutPort(forwarded.at(-trusted) ?? ""));
  let sender = nearest;
  for (const entry of forwarded.reverse()) {
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
