import { flag, oneOf, type Rule, text } from "./schema.js";

const key: Rule = { type: "object", required: ["id"], fields: { id: text } };

/** What every send takes. */
const shared = {
  number: { type: "string", description: "Invalid format" },
  delay: { type: "integer", description: "Enter a value in milliseconds" },
  quoted: { type: "object", fields: { key, message: { type: "object" } } },
  everyOne: flag,
  mentioned: {
    type: "array",
    minLength: 1,
    unique: true,
    items: { type: "string", pattern: /^\d+/, description: '"mentioned" must be an array of numeric strings' },
  },
} as const satisfies Record<string, Rule>;

/** A send to a number. */
const toNumber = (fields: Readonly<Record<string, Rule>>, ...required: readonly string[]): Rule => ({
  required: ["number", ...required],
  fields: { ...shared, ...fields },
});

const file = { caption: text, fileName: text, mimetype: text } as const;

const button: Rule = { required: ["type"], fields: { type: oneOf("reply", "copy", "url", "call", "pix") } };

const row: Rule = { required: ["title", "rowId"], fields: { title: text, description: text, rowId: text } };
const section: Rule = {
  required: ["title", "rows"],
  fields: { title: text, rows: { type: "array", minLength: 1, items: row } },
};

const contact: Rule = {
  required: ["fullName", "phoneNumber"],
  fields: {
    fullName: text,
    phoneNumber: { type: "string", minLength: 10 },
    wuid: { type: "string", minLength: 10, pattern: /\d+/, description: '"wuid" must be a numeric string' },
  },
};

/** The schema of each send. */
export const sendSchemas: Readonly<Record<string, Rule>> = {
  sendText: toNumber({ text, linkPreview: flag }, "text"),
  sendMedia: toNumber({ ...file, mediatype: oneOf("image", "document", "video", "audio") }, "mediatype"),
  sendPtv: toNumber({}),
  sendWhatsAppAudio: toNumber({}),
  sendSticker: toNumber({}),
  sendStatus: {
    required: ["type"],
    fields: {
      type: oneOf("text", "image", "audio", "video"),
      content: text,
      caption: text,
      backgroundColor: text,
      font: { type: "integer", min: 0, max: 5 },
      statusJidList: { type: "array", minLength: 1, unique: true, items: { type: "string", pattern: /^\d+/ } },
      allContacts: flag,
    },
  },
  sendLocation: toNumber(
    { latitude: { type: "number" }, longitude: { type: "number" }, name: text, address: text },
    "latitude",
    "longitude",
    "name",
    "address",
  ),
  sendContact: toNumber({ contact: { type: "array", minLength: 1, items: contact } }, "contact"),
  sendReaction: {
    required: ["key", "reaction"],
    fields: {
      key: { type: "object", required: ["id", "remoteJid", "fromMe"], fields: { id: text, fromMe: flag } },
      reaction: text,
    },
  },
  sendPoll: toNumber(
    {
      name: text,
      selectableCount: { type: "integer", min: 0, max: 10 },
      values: { type: "array", minLength: 2, maxLength: 10, unique: true, items: text },
    },
    "name",
    "selectableCount",
    "values",
  ),
  sendList: toNumber(
    {
      title: text,
      description: text,
      footerText: text,
      buttonText: text,
      sections: { type: "array", minLength: 1, items: section },
    },
    "title",
    "footerText",
    "buttonText",
    "sections",
  ),
  sendButtons: toNumber({
    title: text,
    description: text,
    footer: text,
    thumbnailUrl: text,
    buttons: { type: "array", items: button },
  }),
  sendTemplate: {
    required: ["name", "language"],
    fields: { number: shared.number, name: text, language: text, components: { type: "array" } },
  },
  sendCarousel: toNumber({ cards: { type: "array", minLength: 1 } }, "body", "cards"),
};
