import * as z from "zod";
import { parseOptions } from "../../errors/parse-options.js";
import { networksSchema, senderOf, trustedProxiesSchema } from "../../internal/forwarded.js";
import { isWithin } from "../../internal/ip.js";
import { listHeaderOf } from "../headers.js";
import { refused } from "../refusal.js";
import type { Auth } from "./auth.js";

const schema = z.object({ addresses: networksSchema, trustedProxies: trustedProxiesSchema.optional() });

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
    const sender = senderOf(remoteAddress, listHeaderOf(headers, "x-forwarded-for"), trustedProxies);
    return sender !== undefined && addresses.some((each) => isWithin(sender, each));
  };
}
