import { own } from "../internal/record.js";
import { isAtLeast } from "../internal/version.js";
import { toJid } from "../jid/index.js";
import type { MessageContent, MessageKey } from "../types/index.js";
import { messageTypeOf } from "./build/frame.js";
import { seconds } from "./build/wire.js";
import { baileysContents } from "./contents.js";
import { contextInfo } from "./context-info.js";
import type { FakeGroup } from "./groups.js";
import { noSocket, type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { mediaOf } from "./send-files.js";
import { quotesNothing, sent, wait } from "./sent.js";
import { type FakeInstance, isOnWhatsApp, newId } from "./world.js";

const withoutDelay: readonly string[] = ["sendContact", "sendReaction", "sendStatus"];
const withoutQuote: readonly string[] = ["sendWhatsAppAudio", "sendContact", "sendReaction", "sendStatus"];
const withoutContext: readonly string[] = ["sendReaction", "sendStatus", "sendButtons", "sendCarousel"];
const withMessageId: readonly string[] = ["sendText", "sendPoll", "sendSticker", "sendMedia", "sendPtv"];

/** A send through the phone: its file first, then the number, then the wait, then the message. */
export async function sendOnBaileys(name: string, context: RouteContext): Promise<Reply> {
  const { instance, body, gateway, state } = context;
  if (!instance.wasOpen) return neverOpened(name);
  const media = await mediaOf(name, context);
  if (media && "status" in media) return media;

  const to = gateway.confirmedJid(recipientOf(body, isAtLeast(state.version, "2.4.0")));
  const group = to.endsWith("@g.us") ? state.groups.get(to) : undefined;
  const refused = checkNumber(instance, to, group, body.number);
  if (refused) return refused;
  const isNew = isAtLeast(state.version, "2.4.0");
  const canQuote = !withoutQuote.includes(name) || (isNew && name === "sendWhatsAppAudio");
  if (canQuote && quotesNothing(body.quoted)) return refusal(400, [`TypeError: ${noSocket("id")}`]);
  if (!withoutDelay.includes(name)) await typing(name, to, context);
  if (/0500@/.test(to)) return refusal(400, ["Error: Connection Closed"]);

  const now = state.now();
  const quoting = canQuote ? body : { ...body, quoted: undefined };
  const info = withoutContext.includes(name) ? undefined : contextInfo(instance, quoting, group, now);
  const message = baileysContents[name]?.(body, { now, media, contextInfo: info }) ?? {};
  const key = keyOf(name, to, isNew ? body.messageId : undefined);
  return sent(context, {
    key,
    pushName: "Você",
    status: "PENDING",
    message,
    ...shownContext(name, message, info),
    messageType: messageTypeOf(message),
    messageTimestamp: seconds(now),
    instanceId: instance.id,
    source: "web",
  });
}

/** A text that a route sends of its own accord. */
export function sendTextOnBaileys(context: RouteContext, to: string, text: string): void {
  const { instance, state, gateway } = context;
  const now = state.now();
  sent(context, {
    key: { remoteJid: gateway.confirmedJid(to), fromMe: true, id: newId.sent() },
    pushName: "Você",
    status: "PENDING",
    message: { conversation: text },
    contextInfo: contextInfo(instance, {}, undefined, now) ?? null,
    messageType: "conversation",
    messageTimestamp: seconds(now),
    instanceId: instance.id,
    source: "web",
  });
}

/** Contents of WhatsApp's own form say that they have none; texts, polls and reactions say nothing. */
function shownContext(name: string, message: MessageContent, info: Readonly<Record<string, unknown>> | undefined) {
  if (name === "sendPoll") return {};
  if (info) return { contextInfo: info };
  const isPlain = message.conversation !== undefined || ["sendReaction", "sendButtons", "sendCarousel"].includes(name);
  return isPlain ? {} : { contextInfo: null };
}

function neverOpened(name: string): Reply {
  if (name === "sendMedia") return refusal(500, [`TypeError: ${noSocket("waUploadToServer")}`]);
  return refusal(500, noSocket("onWhatsApp"));
}

/** Groups must be known and joined, numbers on WhatsApp; LIDs and statuses are not looked up. */
function checkNumber(instance: FakeInstance, jid: string, group: FakeGroup | undefined, number: unknown) {
  if (instance.state !== "open") return refusal(500, "Connection Closed");
  if (jid.endsWith("@g.us") && !group?.instances.has(instance.name)) return refusal(400, ["[object Object]"]);
  if (!isOnWhatsApp(jid)) return refusal(400, [{ jid, exists: false, number }]);
  return undefined;
}

/** Channels keep their address from 2.4 on; before, they become groups that nobody has. */
function recipientOf(body: RouteContext["body"], keepsChannels: boolean): string {
  const given = String(body.number ?? own(body.key, "remoteJid") ?? "status@broadcast");
  return keepsChannels && given.endsWith("@newsletter") ? given : (toJid(given) ?? "@s.whatsapp.net");
}

async function typing(name: string, to: string, context: RouteContext): Promise<void> {
  const { gateway, instance, body } = context;
  if (typeof body.delay !== "number" || body.delay <= 0) return;
  gateway.showPresence(instance, to, name === "sendWhatsAppAudio" ? "recording" : "composing");
  try {
    await wait(context);
  } finally {
    gateway.showPresence(instance, to, "paused");
  }
}

function keyOf(name: string, remoteJid: string, messageId: unknown): MessageKey {
  const id = typeof messageId === "string" && withMessageId.includes(name) ? messageId : newId.sent();
  const key = { remoteJid, fromMe: true, id };
  return name === "sendButtons" && !remoteJid.endsWith("@g.us") ? { ...key, participant: remoteJid } : key;
}
