import type { Integration } from "../types/index.js";
import { type Reply, refusal } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { checkBody, type Rule } from "./schema.js";

/** A route that asks WhatsApp through the phone. */
interface PhoneRoute {
  readonly required?: readonly string[];
  /** What the schema wants of its fields. @default anything */
  readonly fields?: Readonly<Record<string, Rule>>;
  /** What it answers without a socket. */
  readonly closed: Reply;
  readonly open: (context: RouteContext) => Reply;
}

/** What a route says on a channel that does not have it. */
export const notAvailable: Readonly<Record<Integration, string>> = {
  "WHATSAPP-BAILEYS": "Method not available in the Baileys service",
  "WHATSAPP-BUSINESS": "Method not available on WhatsApp Business API",
  EVOLUTION: "Method not available on Evolution Channel",
};

export const onPhone =
  (route: PhoneRoute): Route =>
  (context) => {
    const { instance, body } = context;
    const { required = [], fields = {} } = route;
    const invalid = checkBody(body, { required, fields });
    if (invalid) return invalid;
    if (instance.integration !== "WHATSAPP-BAILEYS") return refusal(400, [notAvailable[instance.integration]]);
    if (instance.state !== "open") return route.closed;
    return route.open(context);
  };
