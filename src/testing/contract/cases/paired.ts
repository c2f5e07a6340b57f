import { answer, type ContractCase, invalid } from "../case.js";
import { form, onePixelPng, png, silentWav } from "../files.js";
import { anyOf, type Shape, tuple } from "../shape.js";
import { file, foundMessages, protocolMessage, sentOnBaileys } from "../shapes.js";

const on = "paired";

const send = (
  endpoint: ContractCase["endpoint"],
  title: string,
  body: NonNullable<ContractCase["body"]>,
  [messageType, message]: readonly [messageType: RegExp, message: Shape],
  ...recorded: readonly string[]
): ContractCase => ({
  endpoint,
  on,
  title,
  body,
  answers: [answer(201, sentOnBaileys(messageType, message))],
  recorded,
});

const audio = () => btoa(String.fromCharCode(...silentWav()));

/** Sends on the phone that the caller paired, to the number the caller named. */
export const pairedCases: readonly ContractCase[] = [
  {
    ...send(
      "sendText",
      "a text",
      ({ number, prefix }) => ({ number, text: `${prefix}: a text` }),
      [/^conversation$/, { conversation: "string" }],
      "baileys-send-text",
      "baileys-send-text-delay",
      "baileys-send-text-link-preview",
    ),
    keep: "sent",
  },
  send(
    "sendMedia",
    "an image by base64",
    ({ number }) => ({ number, mediatype: "image", media: onePixelPng, fileName: "image.png", caption: "base64" }),
    [/^imageMessage$/, { imageMessage: { ...file, caption: "string" } }],
    "baileys-send-media-image-base64",
  ),
  send(
    "sendMedia",
    "an image as a file",
    ({ number }) => form({ number, mediatype: "image", caption: "a file" }, png(), "image.png"),
    [/^imageMessage$/, { imageMessage: { ...file, caption: "string" } }],
    "baileys-send-media-multipart-file",
  ),
  {
    endpoint: "sendMedia",
    on,
    title: "a file with a delay, which is then a text",
    body: ({ number }) => form({ number, mediatype: "image", delay: "1000" }, png(), "image.png"),
    answers: [invalid(/delay/)],
  },
  send(
    "sendWhatsAppAudio",
    "a voice note by base64",
    ({ number }) => ({ number, audio: audio() }),
    [/^audioMessage$/, { audioMessage: { ...file, ptt: true } }],
    "baileys-send-audio-base64",
    "baileys-send-audio-multipart",
  ),
  send(
    "sendSticker",
    "a sticker by base64",
    ({ number }) => ({ number, sticker: onePixelPng }),
    [/^stickerMessage$/, { stickerMessage: { ...file, mimetype: /^image\/webp$/ } }],
    "baileys-send-sticker-base64",
  ),
  send(
    "sendLocation",
    "a location",
    ({ number }) => ({ number, latitude: -23.5614, longitude: -46.6559, name: "MASP", address: "Av. Paulista, 1578" }),
    [/^locationMessage$/, { locationMessage: { degreesLatitude: "number", degreesLongitude: "number" } }],
    "baileys-send-location",
  ),
  send(
    "sendContact",
    "a contact",
    ({ number }) => ({ number, contact: [{ fullName: "Test", wuid: number, phoneNumber: `+${number}` }] }),
    [/^contactMessage$/, { contactMessage: { displayName: "string", vcard: /^BEGIN:VCARD/ } }],
    "baileys-send-contact",
  ),
  send(
    "sendReaction",
    "a reaction to the text",
    ({ kept }) => ({ key: kept("sent.key"), reaction: "👍" }),
    [/^reactionMessage$/, { reactionMessage: { text: /^👍$/, key: { id: "string" } } }],
    "baileys-send-reaction",
  ),
  send(
    "sendPoll",
    "a poll",
    ({ number }) => ({ number, name: "Lunch?", selectableCount: 1, values: ["Pizza", "Salad"] }),
    [
      /^pollCreationMessageV3$/,
      { pollCreationMessageV3: { name: "string", options: [{ optionName: "string" }], selectableOptionsCount: 1 } },
    ],
    "baileys-send-poll",
  ),
  send(
    "sendList",
    "a list",
    ({ number }) => ({
      number,
      title: "Menu",
      description: "Choose one",
      footerText: "Acme",
      buttonText: "Open",
      sections: [{ title: "Drinks", rows: [{ title: "Water", description: "Still", rowId: "d1" }] }],
    }),
    [/^listMessage$/, { listMessage: { title: "string", listType: 2, sections: ["object"] } }],
    "baileys-send-list",
  ),
  send(
    "sendButtons",
    "buttons",
    ({ number }) => ({
      number,
      title: "Sure?",
      description: "d",
      footer: "f",
      buttons: [{ type: "reply", displayText: "Yes", id: "y" }],
    }),
    [/^viewOnceMessage$/, { viewOnceMessage: { message: { interactiveMessage: "object" } } }],
    "baileys-send-buttons-reply",
  ),
  {
    endpoint: "updateMessage",
    on,
    title: "the text, edited",
    body: ({ number, kept, prefix }) => ({ number, key: kept("sent.key"), text: `${prefix}: edited` }),
    answers: [
      answer(
        200,
        protocolMessage(
          anyOf({ protocolMessage: { type: /^MESSAGE_EDIT$/ } }, { editedMessage: { type: /^MESSAGE_EDIT$/ } }),
        ),
      ),
    ],
    recorded: ["baileys-chat-update-message"],
  },
  {
    endpoint: "findMessages",
    on,
    title: "the text, by its id",
    body: ({ kept }) => ({ where: { key: { id: kept("sent.key.id") } } }),
    // Messages are not kept when DATABASE_SAVE_DATA_NEW_MESSAGE is off.
    answers: [answer(200, foundMessages)],
    recorded: ["baileys-chat-find-messages-by-id", "baileys-chat-find-messages"],
  },
  {
    endpoint: "deleteMessageForEveryone",
    on,
    title: "the text, deleted",
    body: ({ kept }) => kept("sent.key"),
    answers: [answer(201, protocolMessage({ protocolMessage: { type: /^REVOKE$/, key: { id: "string" } } }))],
    recorded: ["baileys-chat-delete-message-for-everyone"],
  },
  {
    endpoint: "whatsappNumbers",
    on,
    title: "the number is on WhatsApp",
    body: ({ number }) => ({ numbers: [number] }),
    answers: [answer(200, tuple({ jid: "string", exists: true, number: "string" }))],
  },
];
