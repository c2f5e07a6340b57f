import { isRecord, type JsonObject } from "../../internal/record.js";
import type { WhatsAppMessage } from "../../types/index.js";
import { readContent } from "./content.js";
import type { Content } from "./draft.js";
import type { Ad } from "./parts.js";
import { personOf } from "./people.js";
import type { Person, QuotedMessage } from "./types.js";
import { unwrap } from "./unwrap.js";
import { textOf, type Writable } from "./values.js";

/** The context of a message that has none. */
export const noContext: JsonObject = {};

/**
 * Quote, mentions and flags: inside the content of most kinds, lifted to the message for plain texts, and beside the text
 * on Business.
 */
export function contextOf(lifted: WhatsAppMessage["contextInfo"], content: JsonObject, body?: JsonObject): JsonObject {
  const inside = body?.contextInfo;
  if (isRecord(inside)) return inside;
  if (isRecord(lifted)) return lifted;
  return isRecord(content.contextInfo) ? content.contextInfo : noContext;
}

export function mentionsOf({ mentionedJid }: JsonObject): Person[] {
  if (!Array.isArray(mentionedJid)) return [];
  return mentionedJid.filter((jid) => typeof jid === "string").map((jid) => personOf(jid));
}

export function quotedOf(context: JsonObject): QuotedMessage | undefined {
  const id = textOf(context.stanzaId);
  if (id === undefined) return undefined;
  const quoted: Writable<QuotedMessage> = { id };
  const author = textOf(context.participant);
  if (author !== undefined) quoted.sender = personOf(author);
  if (isRecord(context.quotedMessage)) {
    const content: Content = { kind: "unknown" };
    readContent(content, unwrap(context.quotedMessage).content);
    quoted.kind = content.kind;
    if (content.text !== undefined) quoted.text = content.text;
  }
  return quoted;
}

/** Link previews come in the same field, so it counts only with a sign of an ad. */
export function adOf(context: JsonObject): Ad | undefined {
  const reply = isRecord(context.externalAdReply) ? context.externalAdReply : noContext;
  const clickId = textOf(reply.ctwaClid);
  const isAd = clickId !== undefined || reply.sourceType === "ad" || context.entryPointConversionSource === "ctwa_ad";
  if (!isAd) return undefined;
  const ad: Writable<Ad> = {};
  const found = {
    id: reply.sourceId,
    title: reply.title,
    body: reply.body,
    url: reply.sourceUrl,
    clickId,
    source: context.conversionSource,
    ref: reply.ref,
  };
  for (const field of Object.keys(found) as (keyof Ad)[]) {
    const value = textOf(found[field]);
    if (value !== undefined) ad[field] = value;
  }
  return ad;
}
