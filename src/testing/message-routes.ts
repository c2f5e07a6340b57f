import { endpoints } from "../client/endpoints/index.js";
import type { MessageRow } from "../client/types/chat.js";
import { isRecord, type JsonObject, own } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import type { Integration, MessageContent, MessageKey } from "../types/index.js";
import { sendRoutes } from "./contents.js";
import { notAvailable } from "./phone-routes.js";
import { created, ok, type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { checkRoute, checkSchema } from "./send-checks.js";
import { type FakeInstance, isOnWhatsApp, messageTypeOf, newId } from "./world.js";

/** Any send: schema, number check, `delay`, the message itself, then what could still go wrong after it. */
export async function sendMessage(name: keyof typeof endpoints, context: RouteContext): Promise<Reply> {
  const { instance, body, gateway, state, file } = context;
  const { integration } = instance;
  const route = sendRoutes[name];
  if (!route) throw new Error(`no send route ${name}`);
  const invalid = checkSchema(name, body, route.required);
  if (invalid) return invalid;
  if (!(endpoints[name].integrations as readonly string[]).includes(integration)) return notHere(name, integration);
  const refusedHere = checkRoute(name, body, integration, file);
  if (refusedHere) return refusedHere;

  const to = gateway.confirmedJid(recipientOf(instance, body));
  const refused = integration === "WHATSAPP-BAILEYS" ? checkNumber(name, instance, to, body.number) : undefined;
  if (refused) return refused;
  if (typeof body.delay === "number" && integration !== "WHATSAPP-BUSINESS") await state.sleep(body.delay);

  const content = route.content(file ? { mimetype: file.type, fileName: file.name, ...body } : body);
  const sent = outgoing(instance, to, content, state.now());
  const shown = integration === "EVOLUTION" ? { ...sent, ...onEvolution(name, body, content) } : sent;
  instance.messages.push({ pushName: null, contextInfo: null, ...shown, id: newId.row(), MessageUpdate: [] });
  gateway.emit(instance, "send.message", shown);
  gateway.deliver(instance, sent);
  return created(shown);
}

function notHere(name: string, integration: Integration): Reply {
  if (name === "sendPtv") return refusal(500, "this.waMonitor.waInstances[s].ptvMessage is not a function");
  const text = notAvailable[integration];
  return integration === "WHATSAPP-BAILEYS" ? refusal(500, text) : refusal(400, [text]);
}

/** The EVOLUTION channel keeps what was asked for instead of WhatsApp's form of it; files lose their bytes. */
function onEvolution(name: string, body: JsonObject, content: MessageContent) {
  const quoted = isRecord(body.quoted) ? { quoted: body.quoted.key } : {};
  const media = body.media ?? body.audio;
  const mediaUrl = typeof media === "string" && /^https?:/.test(media) ? media : null;
  if (name === "sendButtons") {
    const { title, description, footer, buttons } = body;
    return { message: { title, description, footer, buttons, ...quoted }, messageType: "buttonMessage" };
  }
  if (name === "sendText") return { message: { ...content, ...quoted } };
  return { message: { mediaUrl, ...quoted } };
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
  if (!isOnWhatsApp(jid)) return refusal(400, [{ jid, exists: false, number }]);
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
