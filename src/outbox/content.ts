import { hashOf } from "../internal/hash.js";
import { isRecord, type JsonObject, own } from "../internal/record.js";
import type { SendMethod } from "./sends.js";

/**
 * What a message says, as a hash: a send and the row that the gateway stores of it have the same one. Files count by their
 * kind and caption, because the gateway may convert them. It is how a send in doubt is found; two messages that say the
 * same have the same one, so a match also needs the chat, the time, and a row that no other send has claimed.
 */
export type Print = string;

type Parts = readonly [kind: string, ...words: unknown[]];

const printOf = (parts: Parts): Print => hashOf(JSON.stringify(parts.map((part) => part ?? "")));

const records = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** What is stored of each send: on Baileys, and where it differs on Business, whose rows hold choices as text. */
const partsOfSend: Readonly<Record<SendMethod, (body: JsonObject) => readonly Parts[]>> = {
  sendText: ({ text }) => [["text", text]],
  sendMedia: ({ mediatype, caption }) => [[String(mediatype), mediatype === "audio" ? "" : caption]],
  sendPtv: () => [["ptv"]],
  sendWhatsAppAudio: () => [["audio"]],
  sendSticker: () => [["sticker"]],
  sendStatus: ({ type, content, caption }) => [type === "text" ? ["text", content] : [String(type), caption]],
  sendLocation: ({ latitude, longitude }) => [["location", latitude, longitude]],
  sendContact: ({ contact }) => [["contacts", ...records(contact).map(({ fullName }) => fullName)]],
  sendReaction: ({ key, reaction }) => [["reaction", own(key, "id"), reaction]],
  sendPoll: ({ name, values }) => [["poll", name, ...(Array.isArray(values) ? values : [])]],
  sendList: (body) => [
    ["list", body.title, body.description],
    ["text", listAsText(body)],
  ],
  sendButtons: (body) => [
    ["interactive", buttonsBody(body)],
    ["text", buttonsAsText(body)],
  ],
  sendTemplate: ({ name }) => [["text", `▶️${String(name)}◀️`]],
  sendCarousel: ({ body }) => [["interactive", body]],
};

/** The prints that a row of this send may have. */
export function printsOfSend(method: SendMethod, body: unknown): readonly Print[] {
  return isRecord(body) ? partsOfSend[method](body).map(printOf) : [];
}

/** On Baileys the words stand in one text, which is compared without the space around it; a payment request has none. */
function buttonsBody({ title, description, buttons }: JsonObject): string {
  if (records(buttons).some(({ type }) => type === "pix")) return "";
  return `*${String(title)}*\n\n${String(description ?? "")}`.trim();
}

const buttonsAsText = ({ title, buttons }: JsonObject): string =>
  [title, ...records(buttons).map(({ displayText }) => `▶️ ${String(displayText)}`), ""].join("\n");

function listAsText({ title, sections }: JsonObject): string {
  const lines = records(sections).flatMap((section) => [
    section.title,
    ...records(section.rows).map((row) => row.title),
  ]);
  return [title, ...lines, ""].join("\n");
}

type Read = (content: JsonObject) => Parts;
const file =
  (kind: string): Read =>
  ({ caption }) => [kind, caption];

const poll: Read = ({ name, options }) => ["poll", name, ...records(options).map(({ optionName }) => optionName)];

const partsOfContent: Readonly<Record<string, Read>> = {
  extendedTextMessage: ({ text }) => ["text", text],
  imageMessage: file("image"),
  videoMessage: file("video"),
  documentMessage: file("document"),
  audioMessage: () => ["audio", ""],
  ptvMessage: () => ["ptv"],
  stickerMessage: () => ["sticker"],
  locationMessage: ({ degreesLatitude, degreesLongitude }) => ["location", degreesLatitude, degreesLongitude],
  contactMessage: ({ displayName }) => ["contacts", displayName],
  contact: ({ displayName }) => ["contacts", displayName],
  contactsArrayMessage: ({ contacts }) => ["contacts", ...records(contacts).map(({ displayName }) => displayName)],
  reactionMessage: ({ key, text }) => ["reaction", own(key, "id"), text],
  pollCreationMessage: poll,
  pollCreationMessageV2: poll,
  pollCreationMessageV3: poll,
  listMessage: ({ title, description }) => ["list", title, description],
  interactiveMessage: ({ body }) => ["interactive", String(own(body, "text") ?? "").trim()],
};

const wrappers = [
  "ephemeralMessage",
  "viewOnceMessage",
  "viewOnceMessageV2",
  "documentWithCaptionMessage",
  "editedMessage",
];

/** A content without the wrappers that say how it is shown. */
export function unwrapped(message: unknown, depth = 0): unknown {
  for (const wrapper of depth > 4 ? [] : wrappers) {
    const inner = own(own(message, wrapper), "message");
    if (inner !== undefined) return unwrapped(inner, depth + 1);
  }
  return message;
}

/** The print of a stored message, or of one in an event; `undefined` for kinds that no send makes. */
export function printOfMessage(wrapped: unknown): Print | undefined {
  const message = unwrapped(wrapped);
  const text = own(message, "conversation");
  if (typeof text === "string") return printOf(["text", text]);
  for (const [kind, read] of Object.entries(partsOfContent)) {
    const content = own(message, kind);
    if (isRecord(content)) return printOf(read(content));
  }
  return undefined;
}
