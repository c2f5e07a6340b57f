import { isRecord, type JsonObject } from "../../internal/record.js";
import { protocolType } from "../decode/messages.js";
import {
  buttonsMessage,
  choice,
  highlyStructuredMessage,
  interactiveMessage,
  jsonOf,
  listMessage,
  order,
  product,
  templateMessage,
} from "./commerce.js";
import type { Content } from "./draft.js";
import { album, appointment, groupInvite, pin, placeOf, poll, pollVote, referenceOf } from "./group-life.js";
import { mediaOf } from "./media.js";
import type { Contact, MessageReference } from "./parts.js";
import { unwrap } from "./unwrap.js";
import { textOf } from "./values.js";

type Read = (draft: Content, body: JsonObject, content: JsonObject, outside: JsonObject) => void;

/** How each kind is read, by its field in the content. Business writes the same kinds with Meta's field names. */
const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["extendedTextMessage", (draft, body) => text(draft, textOf(body.text) ?? "")],
  ["imageMessage", (draft, body, content, outside) => media(draft, "image", body, content, outside)],
  ["documentMessage", (draft, body, content, outside) => media(draft, "document", body, content, outside)],
  ["videoMessage", (draft, body, content, outside) => video(draft, body, content, outside, false)],
  ["ptvMessage", (draft, body, content, outside) => video(draft, body, content, outside, true)],
  ["audioMessage", audio],
  ["stickerMessage", sticker],
  ["locationMessage", (draft, body) => location(draft, body, body.isLive === true)],
  ["liveLocationMessage", (draft, body) => location(draft, body, true)],
  ["contactMessage", (draft, body) => contacts(draft, [body])],
  ["contactsArrayMessage", (draft, body) => contacts(draft, body.contacts)],
  ["reactionMessage", reaction],
  ["pollCreationMessage", poll],
  ["pollCreationMessageV2", poll],
  ["pollCreationMessageV3", poll],
  ["pollCreationMessageV4", poll],
  ["pollCreationMessageV5", poll],
  ["pollUpdateMessage", pollVote],
  ["buttonsResponseMessage", (draft, body) => selection(draft, body.selectedButtonId, body.selectedDisplayText)],
  ["templateButtonReplyMessage", (draft, body) => selection(draft, body.selectedId, body.selectedDisplayText)],
  ["listResponseMessage", listResponse],
  ["interactiveResponseMessage", interactiveResponse],
  ["buttonsMessage", buttonsMessage],
  ["listMessage", listMessage],
  ["templateMessage", templateMessage],
  ["interactiveMessage", interactiveMessage],
  ["highlyStructuredMessage", highlyStructuredMessage],
  ["orderMessage", order],
  ["productMessage", product],
  ["groupInviteMessage", groupInvite],
  ["eventMessage", appointment],
  ["albumMessage", album],
  ["pinInChatMessage", pin],
  ["protocolMessage", protocol],
]);

/** Answers to buttons and lists on the Business integration: only the title is left, as a plain text. */
const titleOnly = new Set(["interactiveMessage", "buttonMessage"]);

/** The kind's own object inside the content, where the kind is known and has one. */
export function bodyOf(content: JsonObject): JsonObject | undefined {
  if (typeof content.conversation === "string") return undefined;
  for (const key in content) {
    const body = content[key];
    if (isRecord(body) && readers.has(key)) return body;
  }
  return undefined;
}

/**
 * Reads content that was unwrapped into a draft of kind `unknown`, which it stays where the content is unknown. Never throws.
 *
 * @param outside the content with its wrappers
 */
export function readContent(draft: Content, content: JsonObject, messageType?: unknown, outside = content): void {
  const conversation = content.conversation;
  if (typeof conversation === "string") {
    const isAnswer = typeof messageType === "string" && titleOnly.has(messageType);
    if (isAnswer) selection(draft, undefined, conversation);
    else text(draft, conversation);
    return;
  }
  for (const key in content) {
    const body = content[key];
    const read = readers.get(key);
    if (read === undefined || !isRecord(body)) continue;
    read(draft, body, content, outside);
    return;
  }
}

function text(draft: Content, text: string): void {
  draft.kind = "text";
  draft.text = text;
}

function media(
  draft: Content,
  kind: "image" | "document" | "video" | "audio" | "sticker",
  body: JsonObject,
  content: JsonObject,
  outside: JsonObject,
): void {
  draft.kind = kind;
  draft.media = mediaOf(body, content, outside);
  caption(draft, body);
}

function caption(draft: Content, body: JsonObject): void {
  const caption = textOf(body.caption);
  if (caption !== undefined) draft.text = caption;
}

function video(draft: Content, body: JsonObject, content: JsonObject, outside: JsonObject, videoNote: boolean): void {
  media(draft, "video", body, content, outside);
  draft.videoNote = videoNote;
  draft.gif = body.gifPlayback === true;
}

function audio(draft: Content, body: JsonObject, content: JsonObject, outside: JsonObject): void {
  media(draft, "audio", body, content, outside);
  draft.voiceNote = body.ptt === true;
}

function sticker(draft: Content, body: JsonObject, content: JsonObject, outside: JsonObject): void {
  media(draft, "sticker", body, content, outside);
  draft.animated = body.isAnimated === true || body.animated === true || body.isLottie === true;
}

function location(draft: Content, body: JsonObject, live: boolean): void {
  const place = placeOf(body, live);
  if (place === undefined) return;
  draft.kind = "location";
  draft.location = place;
  caption(draft, body);
}

function contacts(draft: Content, cards: unknown): void {
  draft.kind = "contacts";
  draft.contacts = Array.isArray(cards) ? cards.filter(isRecord).map(contactOf) : [];
}

function contactOf(body: JsonObject): Contact {
  const vcard = textOf(body.vcard) ?? "";
  const phones = [...vcard.matchAll(/^(?:[\w-]{1,20}\.)?TEL([^:\r\n]*):([^\r\n]*)/gim)].map(
    ([, parameters = "", value = ""]) => /waid=(\d+)/.exec(parameters)?.[1] ?? value.replace(/\D/g, ""),
  );
  return { name: textOf(body.displayName) ?? "", phones: phones.filter((phone) => phone !== ""), vcard };
}

function reaction(draft: Content, body: JsonObject): void {
  const key = referenceOf(body.key);
  if (key === undefined) return;
  draft.kind = "reaction";
  draft.reaction = { emoji: textOf(body.text) ?? "", key };
}

function selection(draft: Content, id: unknown, title: unknown, description?: unknown): void {
  const chosen = choice(id, title, description);
  draft.kind = "selection";
  draft.text = chosen.title;
  draft.selection = chosen;
}

function listResponse(draft: Content, body: JsonObject): void {
  const reply = body.singleSelectReply;
  selection(draft, isRecord(reply) ? reply.selectedRowId : undefined, body.title, body.description);
}

function interactiveResponse(draft: Content, body: JsonObject): void {
  const flow = isRecord(body.nativeFlowResponseMessage) ? body.nativeFlowResponseMessage : {};
  const params = jsonOf(flow.paramsJson);
  const shown = isRecord(body.body) ? textOf(body.body.text) : undefined;
  selection(draft, params.id, shown ?? params.display_text ?? params.title, params.description);
}

/** An edit, a deletion, or a notice: the same inside of a message and as the data of `messages.edited`. */
export function protocol(draft: Content, body: JsonObject): void {
  const type = protocolType(body.type) ?? (isRecord(body.editedMessage) ? "MESSAGE_EDIT" : "REVOKE");
  const key = referenceOf(body.key);
  if (type === "REVOKE" && key) {
    draft.kind = "deleted";
    draft.deleted = { key };
  } else if (type === "MESSAGE_EDIT" && key && isRecord(body.editedMessage)) {
    const { content } = unwrap(body.editedMessage);
    const now: Content = { kind: "unknown" };
    // An edit of an edit is none; and the depth of what is read is not the sender's choice.
    if (content.protocolMessage === undefined) readContent(now, content);
    edited(draft, key, now);
  } else {
    draft.kind = "protocol";
    draft.protocol = { type };
  }
}

export function edited(draft: Content, key: MessageReference, { kind, text }: Content): void {
  draft.kind = "edited";
  draft.edited = text === undefined ? { key, kind } : { key, kind, text };
  if (text !== undefined) draft.text = text;
}
