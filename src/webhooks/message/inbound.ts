import type { JsonObject } from "../../internal/record.js";
import type { WhatsAppMessage } from "../../types/index.js";
import type { KnownEvent, WebhookEvent } from "../events.js";
import { changeBySomebody, changeByUs, deletion } from "./changes.js";
import { bodyOf, edited, readContent } from "./content.js";
import { adOf, contextOf, mentionsOf, noContext, quotedOf } from "./context.js";
import { downloadMedia, type MessageWithFile } from "./download.js";
import type { Draft } from "./draft.js";
import { referenceOf } from "./group-life.js";
import { chatOf, senderOf } from "./people.js";
import type { FileMessage, InboundMessage } from "./types.js";
import { unwrap } from "./unwrap.js";
import { epochMs, numberOf } from "./values.js";

/**
 * The message of an event in one form for all integrations: of `messages.upsert` and `send.message`, and of
 * `messages.edited`, `send.message.update` and `messages.delete`, which become messages of the kinds `edited`, `deleted`
 * and `protocol`. `undefined` for any other event. Never throws on an event from `parseWebhook`: content it does not know
 * has `kind: "unknown"`.
 *
 * @param receivedAt epoch ms that stands in for a timestamp that is missing or unreadable. @default now
 */
export function toInboundMessage(event: WebhookEvent, receivedAt?: number): InboundMessage | undefined {
  return read(event as KnownEvent, receivedAt) as InboundMessage | undefined;
}

/** A reader sets `kind` together with the fields that its kind has. */
function read(event: KnownEvent, receivedAt = Date.now()): Draft | undefined {
  switch (event.event) {
    case "messages.upsert":
    case "send.message":
      return messageOf(event.data, event, receivedAt);
    case "messages.edited":
      return changeBySomebody(event, event.data, receivedAt);
    case "send.message.update":
      return changeByUs(event, event.data, receivedAt);
    case "messages.delete":
      return deletion(event, event.data, receivedAt);
    default:
      return undefined;
  }
}

function messageOf(raw: WhatsAppMessage, event: KnownEvent, receivedAt: number): Draft {
  const { key } = raw;
  const { content, ephemeral, viewOnce, edited: isEdited } = unwrap(raw.message);
  const body = bodyOf(content);
  const context = contextOf(raw.contextInfo, content, body);
  const chat = chatOf(key);
  const draft: Draft = {
    kind: "unknown",
    id: key.id,
    key,
    instanceName: event.instance,
    chat,
    sender: senderOf(key, chat, event.sender, raw.pushName),
    fromMe: key.fromMe === true,
    sentAt: epochMs(raw.messageTimestamp) ?? receivedAt,
    mentions: mentionsOf(context),
    ephemeral: ephemeral || (numberOf(context.expiration) ?? 0) > 0,
    viewOnce: viewOnce || body?.viewOnce === true,
    forwarded: context.isForwarded === true,
    raw,
  };
  if (context !== noContext) readContext(draft, context);
  readContent(draft, content, raw.messageType, raw.message);
  if (isEdited && draft.edited === undefined && draft.deleted === undefined) {
    edited(draft, referenceOf(key) ?? key, draft);
  }
  // Not enumerable: it is part of neither the message's JSON nor a comparison.
  if (draft.media) Object.defineProperty(draft, "download", { value: downloadOf(draft) });
  return draft;
}

function readContext(draft: Draft, context: JsonObject): void {
  const quoted = quotedOf(context);
  const ad = adOf(context);
  const score = numberOf(context.forwardingScore);
  if (quoted) draft.quoted = quoted;
  if (ad) draft.ad = ad;
  if (score !== undefined && score > 0) draft.forwardingScore = score;
}

const downloadOf =
  (draft: Draft): FileMessage["download"] =>
  (options) =>
    downloadMedia(draft as MessageWithFile, options);
