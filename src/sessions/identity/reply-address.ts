import { isAtLeast } from "../../internal/version.js";
import type { Integration } from "../../types/index.js";
import { digitsOf } from "./address.js";
import type { PersonNode } from "./nodes.js";

/** What a send may be addressed to, or why there is nothing. */
export type ReplyAddress =
  | {
      /** For the `number` of a send. */
      readonly number: string;
      /** The same as a JID. */
      readonly jid: string;
    }
  | {
      readonly number: undefined;
      /**
       * `lid-only`: the number is not known, and this gateway sends to numbers only. Answer when it is known, or from 2.4.0 on.
       * `disputed`: a pair was seen that contradicts the known one, so the number may be somebody else's by now. Answer to the
       * address the message came from, or see `confirmPair`.
       */
      readonly reason: "lid-only" | "disputed";
    };

export interface GatewayFacts {
  /** As the gateway says it. Left out: it counts as older than 2.4.0, which sends to numbers only. */
  readonly serverVersion?: string | undefined;
  /** @default "WHATSAPP-BAILEYS" */
  readonly integration?: Integration | undefined;
}

/** The number where it is known and not in doubt; the LID where the gateway sends to LIDs. */
export function replyAddress(
  { phones, lid, isDisputed }: PersonNode,
  { serverVersion, integration = "WHATSAPP-BAILEYS" }: GatewayFacts,
): ReplyAddress {
  const [phone] = phones;
  if (phone !== undefined && !isDisputed) return { number: digitsOf(phone), jid: phone };
  if (lid !== undefined && integration === "WHATSAPP-BAILEYS" && isAtLeast(serverVersion, "2.4.0")) {
    return { number: lid, jid: lid };
  }
  return { number: undefined, reason: phone === undefined ? "lid-only" : "disputed" };
}
