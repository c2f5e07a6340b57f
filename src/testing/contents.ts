import { randomBytes } from "node:crypto";
import { entry, isRecord, type JsonObject } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import type { MessageContent } from "../types/index.js";
import { digest, long, octets } from "./build/wire.js";
import { buttonsOf, interactive } from "./interactive.js";
import { mediaAddress, type StoredMedia } from "./media.js";

/** What a content is made of, beside the request's body. */
export interface ContentParts {
  readonly now: number;
  /** The message's file, or that of its header. */
  readonly media?: StoredMedia | undefined;
  readonly contextInfo?: JsonObject | undefined;
}

type Content = (body: JsonObject, parts: ContentParts) => MessageContent;

const withContext = (fields: JsonObject, { contextInfo }: ContentParts) =>
  contextInfo === undefined ? fields : { ...fields, contextInfo };

/** The content that a phone receives of each send on Baileys. */
export const baileysContents: Readonly<Record<string, Content>> = {
  sendText: ({ text }) => ({ conversation: String(text) }),
  sendMedia: (body, parts) => {
    const kind = String(body.mediatype);
    const { caption } = body;
    const fields = {
      ...entry(mediaFields, kind)?.(parts),
      ...(caption !== undefined && kind !== "audio" && { caption }),
    };
    return { [`${kind}Message`]: withContext(fields, parts) };
  },
  sendPtv: (_, parts) => ({ ptvMessage: withContext({ ...videoFields(parts), seconds: 2 }, parts) }),
  sendWhatsAppAudio: (_, parts) => ({ audioMessage: withContext({ ...audioFields(parts), ptt: true }, parts) }),
  sendSticker: (_, parts) => ({ stickerMessage: withContext(fileFields(parts), parts) }),
  sendStatus: ({ type, content, caption }, parts) => {
    if (type === "text") return { conversation: String(content) };
    const fields = { ...entry(mediaFields, type)?.(parts), ...(caption !== undefined && { caption }) };
    return { [`${String(type)}Message`]: fields };
  },
  sendLocation: (body, parts) => ({ locationMessage: withContext(location(body), parts) }),
  sendContact: ({ contact }, parts) => {
    const cards = vcards(contact);
    if (cards.length === 1) return { contactMessage: withContext({ ...cards[0] }, parts) };
    return {
      contactsArrayMessage: withContext({ contacts: cards, displayName: `${cards.length} contacts` }, parts),
    };
  },
  sendReaction: ({ key, reaction }, { now }) => ({
    reactionMessage: { text: reaction, key, senderTimestampMs: now },
  }),
  sendPoll: ({ name, values, selectableCount }, parts) => ({
    messageContextInfo: withContext({ messageSecret: octets(randomBytes(32)) }, parts),
    [selectableCount === 1 ? "pollCreationMessageV3" : "pollCreationMessage"]: {
      name,
      selectableOptionsCount: selectableCount,
      options: Array.isArray(values) ? values.map((optionName) => ({ optionName })) : [],
    },
  }),
  sendList: ({ title, description, buttonText, footerText, sections }, parts) => ({
    listMessage: withContext({ sections, title, description, buttonText, listType: 2, footerText }, parts),
  }),
  sendButtons: (body, parts) => {
    const image = parts.media && { ...imageFields(parts), fileName: "image.jpg" };
    const header = image && { hasMediaAttachment: true, imageMessage: image };
    return { viewOnceMessage: { message: { interactiveMessage: interactive(body, header) } } };
  },
  sendCarousel: ({ body, cards }) => ({
    interactiveMessage: {
      body: { text: body },
      carouselMessage: {
        cards: (Array.isArray(cards) ? cards : []).filter(isRecord).map((card) => ({
          header: { title: card.title, hasMediaAttachment: card.imageUrl !== undefined },
          body: { text: card.body },
          footer: { text: card.footer },
          nativeFlowMessage: { buttons: buttonsOf(card.buttons) },
        })),
      },
    },
  }),
};

/** Nothing is encrypted here; what WhatsApp's form says of that is any 32 bytes. */
const randomKey = () => octets(randomBytes(32));

/** What every kind of file has in WhatsApp's form. */
function fileFields({ media, now }: ContentParts) {
  if (!media) return {};
  const { id, mimeType, bytes } = media;
  return {
    ...mediaAddress(id),
    mimetype: mimeType,
    fileSha256: digest(bytes),
    fileLength: long(bytes.length, true),
    mediaKey: randomKey(),
    fileEncSha256: randomKey(),
    mediaKeyTimestamp: long(Math.floor(now / 1_000)),
  };
}

const imageFields = (parts: ContentParts) => ({
  interactiveAnnotations: [],
  scanLengths: [],
  annotations: [],
  ...fileFields(parts),
});
const videoFields = (parts: ContentParts) => ({
  interactiveAnnotations: [],
  annotations: [],
  processedVideos: [],
  ...fileFields(parts),
});
const audioFields = (parts: ContentParts) => ({ ...fileFields(parts), seconds: 1 });

const mediaFields: Readonly<Record<string, (parts: ContentParts) => JsonObject>> = {
  image: imageFields,
  video: (parts) => ({ ...videoFields(parts), gifPlayback: false }),
  document: (parts) => ({ ...fileFields(parts), fileName: parts.media?.fileName }),
  audio: audioFields,
};

export const location = ({ latitude, longitude, name, address }: JsonObject) => ({
  degreesLatitude: latitude,
  degreesLongitude: longitude,
  name,
  address,
});

/** Contacts as vCards: without `wuid` the phone's JID stands where its digits belong. */
export function vcards(contact: unknown): { readonly displayName: unknown; readonly vcard: string }[] {
  return (Array.isArray(contact) ? contact : []).filter(isRecord).map((card) => {
    const { fullName, phoneNumber, wuid, organization, email, url } = card;
    const lines = [
      "BEGIN:VCARD",
      "VERSION:3.0",
      `N:${String(fullName)}`,
      `FN:${String(fullName)}`,
      ...(organization ? [`ORG:${String(organization)};`] : []),
      ...(email ? [`EMAIL:${String(email)}`] : []),
      ...(url ? [`URL:${String(url)}`] : []),
      `item1.TEL;waid=${String(wuid ?? toJid(String(phoneNumber)))}:${String(phoneNumber)}`,
      "item1.X-ABLabel:Celular",
      "END:VCARD",
    ];
    return { displayName: fullName, vcard: lines.join("\n") };
  });
}

/** The words a phone shows of a content: text, caption, or title. */
export function shownText(message: MessageContent): string {
  if (typeof message.conversation === "string") return message.conversation;
  const { messageContextInfo: _, ...shown } = message;
  const body = Object.values(shown).find(isRecord) ?? {};
  const inner = isRecord(body.message) ? shownText(body.message as MessageContent) : undefined;
  const text = [body.text, body.caption, body.name, body.title, inner].find(
    (value) => typeof value === "string" && value !== "",
  );
  if (typeof text === "string") return text;
  return isRecord(body.body) ? String(body.body.text ?? "") : "";
}

/** The content with other words: those of a text, or the caption of a file. */
export function withText(message: MessageContent, text: string): MessageContent {
  const changed = (kind: string, body: unknown): unknown => {
    if (kind === "conversation") return text;
    if (kind === "messageContextInfo" || !isRecord(body)) return body;
    if (isRecord(body.message)) return { ...body, message: withText(body.message as MessageContent, text) };
    return { ...body, [kind === "extendedTextMessage" ? "text" : "caption"]: text };
  };
  return Object.fromEntries(Object.entries(message).map(([kind, body]) => [kind, changed(kind, body)]));
}
