import { endpoints } from "../client/endpoints/index.js";
import type { MessageRow } from "../client/types/chat.js";
import { own } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import type { MessageContent, MessageKey } from "../types/index.js";
import { sendRoutes } from "./contents.js";
import { created, ok, type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { checkRoute, checkSchema } from "./send-checks.js";
import { type FakeInstance, messageTypeOf, newId } from "./world.js";

const notAvailable: Readonly<Record<string, Reply>> = {
  "WHATSAPP-BAILEYS": refusal(500, "Method not available in the Baileys service"),
  "WHATSAPP-BUSINESS": refusal(400, ["Method not available on WhatsApp Business API"]),
  EVOLUTION: refusal(400, ["Method not available on Evolution Channel"]),
};

/** Any send: schema, number check, `delay`, the message itself, then what could still go wrong after it. */
export async function sendMessage(name: keyof typeof endpoints, context: RouteContext): Promise<Reply> {
  const { instance, body, gateway, state } = context;
  const route = sendRoutes[name];
  if (!route) throw new Error(`no send route ${name}`);
  const invalid = checkSchema(name, body, route.required);
  if (invalid) return invalid;
  if (!(endpoints[name].integrations as readonly string[]).includes(instance.integration)) {
    return name === "sendPtv"
      ? refusal(500, "this.waMonitor.waInstances[s].ptvMessage is not a function")
      : (notAvailable[instance.integration] as Reply);
  }
  const refusedHere = checkRoute(name, body, instance.integration);
  if (refusedHere) return refusedHere;

  const to = gateway.confirmedJid(recipientOf(instance, body));
  const refused =
    instance.integration === "WHATSAPP-BAILEYS" ? checkNumber(name, instance, to, body.number) : undefined;
  if (refused) return refused;
  if (typeof body.delay === "number" && instance.integration !== "WHATSAPP-BUSINESS") await state.sleep(body.delay);

  const sent = outgoing(instance, to, route.content(body), state.now());
  instance.messages.push({ ...sent, id: newId.row(), MessageUpdate: [] });
  gateway.emit(instance, "send.message", sent);
  gateway.deliver(instance, sent);
  return created(sent);
}

function recipientOf(instance: FakeInstance, body: RouteContext["body"]): string {
  const number = String(body.number ?? own(body.key, "remoteJid") ?? "status@broadcast");
  return instance.integration === "EVOLUTION" ? number : (toJid(number) ?? "@s.whatsapp.net");
}

/** Numbers that end in 0404 are not on WhatsApp; groups do not exist yet. */
function checkNumber(name: string, instance: FakeInstance, jid: string, number: unknown): Reply | undefined {
  if (!instance.wasOpen) {
    const property = name === "sendMedia" ? "waUploadToServer" : "onWhatsApp";
    const text = `Cannot read properties of undefined (reading '${property}')`;
    return refusal(500, name === "sendMedia" ? [`TypeError: ${text}`] : text);
  }
  if (instance.state !== "open") return refusal(500, "Connection Closed");
  if (jid.endsWith("@g.us")) return refusal(400, ["[object Object]"]);
  if (/0404@s\.whatsapp\.net$/.test(jid) || jid.startsWith("@")) return refusal(400, [{ jid, exists: false, number }]);
  return undefined;
}

function outgoing(instance: FakeInstance, remoteJid: string, message: MessageContent, now: number) {
  const { integration, id: instanceId } = instance;
  const id =
    integration === "WHATSAPP-BAILEYS" ? newId.sent() : integration === "EVOLUTION" ? newId.uuid() : newId.meta();
  const key: MessageKey = { remoteJid, fromMe: true, id };
  const common = {
    key,
    message,
    messageType: messageTypeOf(message),
    messageTimestamp: Math.floor(now / 1_000),
    instanceId,
  };
  if (integration === "WHATSAPP-BAILEYS") {
    const contextInfo = { mentionedJid: [], groupMentions: [], disappearingMode: { initiator: 0 } };
    return { ...common, pushName: "Você", status: "PENDING", contextInfo, source: "web" };
  }
  return integration === "EVOLUTION"
    ? { ...common, source: "unknown" }
    : { ...common, status: "PENDING", source: "unknown" };
}

/** Stored messages, newest first. As on the real server `offset` is the page size and `fromMe: false` does not filter. */
export function findMessages({ instance, body }: RouteContext): Reply {
  const where = own(body, "where");
  const key = own(where, "key");
  const time = own(where, "messageTimestamp");
  const [gte, lte] = [Date.parse(String(own(time, "gte"))), Date.parse(String(own(time, "lte")))];
  const matches = (row: MessageRow) =>
    (own(where, "id") === undefined || row.id === own(where, "id")) &&
    ["id", "remoteJid", "participant", "remoteJidAlt"].every((field) => {
      const wanted = own(key, field);
      return wanted === undefined || row.key[field as "id"] === wanted;
    }) &&
    (own(key, "fromMe") !== true || row.key.fromMe) &&
    (own(where, "messageType") === undefined || row.messageType === own(where, "messageType")) &&
    (Number.isNaN(gte) ||
      Number.isNaN(lte) ||
      (row.messageTimestamp * 1_000 >= gte && row.messageTimestamp * 1_000 <= lte));
  const found = instance.messages.filter(matches).reverse();
  const size = Number(body.offset) || 50;
  const page = Number(body.page) || 1;
  const records = found.slice((page - 1) * size, page * size);
  return ok({ messages: { total: found.length, pages: Math.ceil(found.length / size), currentPage: page, records } });
}
