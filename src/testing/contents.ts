import { isRecord, type JsonObject } from "../internal/record.js";
import type { MessageContent } from "../types/index.js";

/** What each send must have, and the content a phone then receives (Baileys, 2.3.6). */
export interface SendRoute {
  readonly required: readonly string[];
  content(body: JsonObject): MessageContent;
}

const numbered = (...fields: string[]) => ["number", ...fields];

export const sendRoutes: Readonly<Record<string, SendRoute>> = {
  sendText: { required: numbered("text"), content: ({ text }) => ({ conversation: String(text) }) },
  sendMedia: {
    required: numbered("mediatype"),
    content: ({ mediatype, caption, fileName, mimetype }) => ({
      [`${String(mediatype)}Message`]: { ...file(mimetype ?? `${String(mediatype)}/*`), caption, fileName },
    }),
  },
  sendPtv: { required: numbered(), content: () => ({ ptvMessage: file("video/mp4") }) },
  sendWhatsAppAudio: {
    required: numbered(),
    content: () => ({ audioMessage: { ...file("audio/ogg; codecs=opus"), ptt: true } }),
  },
  sendSticker: { required: numbered(), content: () => ({ stickerMessage: file("image/webp") }) },
  sendStatus: { required: ["type"], content: ({ content }) => ({ conversation: String(content) }) },
  sendLocation: {
    required: numbered("latitude", "longitude", "name", "address"),
    content: ({ latitude, longitude, name, address }) => ({
      locationMessage: { degreesLatitude: latitude, degreesLongitude: longitude, name, address },
    }),
  },
  sendContact: { required: numbered("contact"), content: ({ contact }) => contactContent(contact) },
  sendReaction: {
    required: ["key", "reaction"],
    content: ({ key, reaction }) => ({ reactionMessage: { key, text: reaction } }),
  },
  sendPoll: {
    required: numbered("name", "selectableCount", "values"),
    content: ({ name, values, selectableCount }) => ({
      pollCreationMessageV3: {
        name,
        options: Array.isArray(values) ? values.map((optionName) => ({ optionName })) : [],
        selectableOptionsCount: selectableCount,
      },
    }),
  },
  sendList: {
    required: numbered("title", "footerText", "buttonText", "sections"),
    content: ({ title, description, buttonText, footerText, sections }) => ({
      listMessage: { title, description, buttonText, footerText, listType: 2, sections },
    }),
  },
  sendButtons: {
    required: numbered("buttons"),
    content: ({ title, description, footer, buttons }) => ({
      viewOnceMessage: {
        message: {
          interactiveMessage: {
            body: { text: `*${String(title)}*\n\n${String(description ?? "")}\n` },
            footer: { text: footer },
            nativeFlowMessage: { buttons },
          },
        },
      },
    }),
  },
  sendTemplate: {
    required: ["name", "language"],
    content: ({ name }) => ({ conversation: `▶️${String(name)}◀️` }),
  },
};

function file(mimetype: unknown): Record<string, unknown> {
  return {
    url: "https://mmg.whatsapp.net/v/t62/fake.enc",
    mimetype,
    mediaKey: { "0": 1, "1": 2 },
    fileLength: { low: 1024, high: 0, unsigned: true },
  };
}

function contactContent(contact: unknown): MessageContent {
  const cards = (Array.isArray(contact) ? contact : []).filter(isRecord).map(({ fullName, phoneNumber, wuid }) => ({
    displayName: fullName,
    vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:${String(fullName)}\nitem1.TEL;waid=${String(wuid ?? phoneNumber)}:${String(phoneNumber)}\nEND:VCARD`,
  }));
  if (cards.length === 1) return { contactMessage: cards[0] };
  return { contactsArrayMessage: { displayName: `${cards.length} contacts`, contacts: cards } };
}

/** The words a phone shows of a content: text, caption, or title. */
export function shownText(message: MessageContent): string {
  if (typeof message.conversation === "string") return message.conversation;
  const body = Object.values(message).find(isRecord) ?? {};
  const inner = isRecord(body.message) ? shownText(body.message as MessageContent) : undefined;
  const text = [body.text, body.caption, body.name, body.title, inner].find(
    (value) => typeof value === "string" && value !== "",
  );
  if (typeof text === "string") return text;
  return isRecord(body.body) ? String(body.body.text ?? "") : "";
}
