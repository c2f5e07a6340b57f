import { isRecord, type JsonObject } from "../../internal/record.js";
import type { WhatsAppMessage } from "../../types/index.js";
import type { WebhookEvent } from "../events.js";
import { bodyOf, type Draft, readContent } from "./content.js";
import { chatOf, personOf, senderOf } from "./people.js";
import type { InboundMessage, Person, QuotedMessage } from "./types.js";
import { unwrap } from "./unwrap.js";
import { epochMs, numberOf, textOf, type Writable } from "./values.js";

/**
 * The message of a `messages.upsert` or `send.message` event in one form for all integrations; `undefined` for any other
 * event. Never throws on an event from `parseWebhook`: content it does not know has `kind: "unknown"`.
 *
 * @param receivedAt epoch ms that stands in for a timestamp that is missing or unreadable. @default now
 */
export function toInboundMessage(event: WebhookEvent, receivedAt?: number): InboundMessage | undefined {
  if (event.event !== "messages.upsert" && event.event !== "send.message") return undefined;
  const raw = event.data as WhatsAppMessage;
  const { key } = raw;
  const { content, ephemeral, viewOnce } = unwrap(raw.message);
  const body = bodyOf(content);
  const context = contextOf(raw, body);
  const chat = chatOf(key);
  const draft: Draft = {
    kind: "unknown",
    id: key.id,
    key,
    instanceName: event.instance,
    chat,
    sender: senderOf(key, chat, event.sender, raw.pushName),
    fromMe: key.fromMe === true,
    sentAt: epochMs(raw.messageTimestamp) ?? receivedAt ?? Date.now(),
    mentions: mentionsOf(context),
    ephemeral: ephemeral || (numberOf(context.expiration) ?? 0) > 0,
    viewOnce: viewOnce || body?.viewOnce === true,
    forwarded: context.isForwarded === true,
    raw,
  };
  const quoted = quotedOf(context);
  if (quoted) draft.quoted = quoted;
  readContent(draft, content, raw.messageType);
  // A reader sets `kind` together with the fields that its kind has.
  return draft as InboundMessage;
}

const none: JsonObject = {};

/** Quote, mentions and flags: lifted to the message for most kinds, inside the content for wrapped ones. */
function contextOf(raw: WhatsAppMessage, body: JsonObject | undefined): JsonObject {
  if (isRecord(raw.contextInfo)) return raw.contextInfo;
  const inside = body?.contextInfo;
  return isRecord(inside) ? inside : none;
}

function mentionsOf({ mentionedJid }: JsonObject): Person[] {
  if (!Array.isArray(mentionedJid)) return [];
  return mentionedJid.filter((jid) => typeof jid === "string").map((jid) => personOf(jid));
}

function quotedOf(context: JsonObject): QuotedMessage | undefined {
  const id = textOf(context.stanzaId);
  if (id === undefined) return undefined;
  const quoted: Writable<QuotedMessage> = { id };
  const author = textOf(context.participant);
  const { content } = unwrap(context.quotedMessage);
  const body = bodyOf(content);
  const text = textOf(content.conversation) ?? textOf(body?.text) ?? textOf(body?.caption);
  if (author !== undefined) quoted.sender = personOf(author);
  if (text !== undefined) quoted.text = text;
  return quoted;
}
