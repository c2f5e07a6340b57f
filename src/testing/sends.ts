import { endpoints, laterEndpoints } from "../client/endpoints/index.js";
import type { Integration } from "../types/index.js";
import { notAvailable } from "./phone-routes.js";
import { type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { sendOnBaileys } from "./send-baileys.js";
import { sendOnBusiness } from "./send-business.js";
import { checkRoute, checkSchema } from "./send-checks.js";
import { sendOnEvolution } from "./send-evolution.js";

const all = { ...endpoints, ...laterEndpoints };

const channels: Readonly<Record<Integration, (name: string, context: RouteContext) => Promise<Reply>>> = {
  "WHATSAPP-BAILEYS": sendOnBaileys,
  "WHATSAPP-BUSINESS": sendOnBusiness,
  EVOLUTION: sendOnEvolution,
};

/** Any send: schema, whether the channel has it, what the route itself refuses, then the channel's own way. */
export async function sendMessage(name: keyof typeof all, context: RouteContext): Promise<Reply> {
  const { body, file } = context;
  const { integration } = context.instance;
  const invalid = checkSchema(name, body);
  if (invalid) return invalid;
  if (!(all[name].integrations as readonly string[]).includes(integration)) return notHere(name, integration);
  return checkRoute(name, body, integration, file) ?? channels[integration](name, context);
}

function notHere(name: string, integration: Integration): Reply {
  if (name === "sendPtv") return refusal(500, "this.waMonitor.waInstances[s].ptvMessage is not a function");
  const text = notAvailable[integration];
  return integration === "WHATSAPP-BAILEYS" ? refusal(500, text) : refusal(400, [text]);
}
