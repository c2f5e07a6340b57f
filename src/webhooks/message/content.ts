import { isRecord, type JsonObject } from "../../internal/record.js";
import { mediaOf } from "./media.js";
import type { Contact, Location, Media, MessageBase, MessageKind, Reaction, Selection } from "./types.js";
import { numberOf, textOf, type Writable } from "./values.js";

/**
 * A message while it is read: what all kinds have, then what its kind has. One object from beginning to end, because
 * copying it for the kind's fields costs more than all the rest of a delivery.
 */
export interface Draft extends Writable<MessageBase> {
  kind: MessageKind;
  media?: Media;
  videoNote?: boolean;
  gif?: boolean;
  voiceNote?: boolean;
  location?: Location;
  contacts?: Contact[];
  reaction?: Reaction;
  selection?: Selection;
}

type Read = (draft: Draft, body: JsonObject, content: JsonObject) => void;

/** How each kind is read, by its field in the content. Business writes the same kinds with Meta's field names. */
const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["extendedTextMessage", (draft, body) => text(draft, textOf(body.text) ?? "")],
  ["imageMessage", (draft, body, content) => media(draft, "image", body, content)],
  ["documentMessage", (draft, body, content) => media(draft, "document", body, content)],
  ["videoMessage", (draft, body, content) => video(draft, body, content, false)],
  ["ptvMessage", (draft, body, content) => video(draft, body, content, true)],
  ["audioMessage", audio],
  ["locationMessage", (draft, body) => location(draft, body, body.isLive === true)],
  ["liveLocationMessage", (draft, body) => location(draft, body, true)],
  ["contactMessage", (draft, body) => contacts(draft, [body])],
  ["contactsArrayMessage", (draft, body) => contacts(draft, body.contacts)],
  ["reactionMessage", reaction],
  ["buttonsResponseMessage", (draft, body) => selection(draft, body.selectedButtonId, body.selectedDisplayText)],
  ["templateButtonReplyMessage", (draft, body) => selection(draft, body.selectedId, body.selectedDisplayText)],
  ["listResponseMessage", listResponse],
  ["interactiveResponseMessage", interactiveResponse],
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

/** Reads content that was unwrapped into a draft of kind `unknown`, which it stays where the content is unknown. Never throws. */
export function readContent(draft: Draft, content: JsonObject, messageType: unknown): void {
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
    read(draft, body, content);
    return;
  }
}

function text(draft: Draft, text: string): void {
  draft.kind = "text";
  draft.text = text;
}

function media(draft: Draft, kind: "image" | "document" | "video", body: JsonObject, content: JsonObject): void {
  draft.kind = kind;
  draft.media = mediaOf(body, content);
  caption(draft, body);
}

function caption(draft: Draft, body: JsonObject): void {
  const caption = textOf(body.caption);
  if (caption !== undefined) draft.text = caption;
}

function video(draft: Draft, body: JsonObject, content: JsonObject, videoNote: boolean): void {
  media(draft, "video", body, content);
  draft.videoNote = videoNote;
  draft.gif = body.gifPlayback === true;
}

function audio(draft: Draft, body: JsonObject, content: JsonObject): void {
  draft.kind = "audio";
  draft.media = mediaOf(body, content);
  draft.voiceNote = body.ptt === true;
}

function location(draft: Draft, body: JsonObject, live: boolean): void {
  const latitude = numberOf(body.degreesLatitude);
  const longitude = numberOf(body.degreesLongitude);
  if (latitude === undefined || longitude === undefined) return;
  const place: Writable<Location> = { latitude, longitude, live };
  const name = textOf(body.name);
  const address = textOf(body.address);
  if (name !== undefined) place.name = name;
  if (address !== undefined) place.address = address;
  draft.kind = "location";
  draft.location = place;
  caption(draft, body);
}

function contacts(draft: Draft, cards: unknown): void {
  draft.kind = "contacts";
  draft.contacts = Array.isArray(cards) ? cards.filter(isRecord).map(contactOf) : [];
}

function contactOf(body: JsonObject): Contact {
  const vcard = textOf(body.vcard) ?? "";
  const phones = [...vcard.matchAll(/waid=(\d+)/g)].map((match) => match[1] ?? "");
  return { name: textOf(body.displayName) ?? "", phones, vcard };
}

function reaction(draft: Draft, body: JsonObject): void {
  const key = body.key;
  if (!isRecord(key) || typeof key.id !== "string") return;
  draft.kind = "reaction";
  draft.reaction = { emoji: textOf(body.text) ?? "", key: reactedKey(key, key.id) };
}

/** Field by field: the key comes from the other side's phone. */
function reactedKey({ remoteJid, fromMe, participant }: JsonObject, id: string): Reaction["key"] {
  return {
    id,
    ...(typeof remoteJid === "string" && { remoteJid }),
    ...(typeof fromMe === "boolean" && { fromMe }),
    ...(typeof participant === "string" && participant !== "" && { participant }),
  };
}

function selection(draft: Draft, id: unknown, title: unknown, description?: unknown): void {
  const chosen: Writable<Selection> = { title: textOf(title) ?? textOf(id) ?? "" };
  const chosenId = textOf(id);
  const chosenDescription = textOf(description);
  if (chosenId !== undefined) chosen.id = chosenId;
  if (chosenDescription !== undefined) chosen.description = chosenDescription;
  draft.kind = "selection";
  draft.text = chosen.title;
  draft.selection = chosen;
}

function listResponse(draft: Draft, body: JsonObject): void {
  const reply = body.singleSelectReply;
  selection(draft, isRecord(reply) ? reply.selectedRowId : undefined, body.title, body.description);
}

function interactiveResponse(draft: Draft, body: JsonObject): void {
  const flow = isRecord(body.nativeFlowResponseMessage) ? body.nativeFlowResponseMessage : {};
  const params = jsonOf(flow.paramsJson);
  const shown = isRecord(body.body) ? textOf(body.body.text) : undefined;
  selection(draft, params.id, shown ?? params.display_text ?? params.title, params.description);
}

function jsonOf(text: unknown): JsonObject {
  try {
    const value: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
