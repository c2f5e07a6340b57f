import { onePixelPng } from "../../one-pixel.js";
import { answer, type ContractCase, failed, invalid, refused } from "../case.js";
import { form, png, silentWav } from "../files.js";
import { anyOf, optional, type Shape, tuple } from "../shape.js";
import { file, foundMessages, protocolMessage, sentOnBaileys, state } from "../shapes.js";

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
    endpoint: "connectionState",
    on,
    title: "open",
    answers: [answer(200, state(/^open$/))],
    recorded: ["instance-connection-state-baileys-open"],
  },
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
    "sendText",
    "a quote of the text",
    ({ number, prefix, kept }) => ({ number, text: `${prefix}: a quote`, quoted: { key: kept("sent.key") } }),
    [/^conversation$/, { conversation: "string" }],
    "baileys-send-text-quoted-by-key",
    "baileys-send-text-quoted-with-message",
  ),
  {
    ...send(
      "sendMedia",
      "an image by base64",
      ({ number }) => ({ number, mediatype: "image", media: onePixelPng, fileName: "image.png", caption: "base64" }),
      [/^imageMessage$/, { imageMessage: { ...file, caption: "string" } }],
      "baileys-send-media-image-base64",
    ),
    keep: "image",
  },
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
    answers: [invalid("Enter a value in milliseconds")],
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
  {
    endpoint: "sendSticker",
    on,
    title: "a sticker as a file, which is not what is read",
    body: ({ number }) => form({ number }, png(), "image.png"),
    answers: [failed("Invalid URL")],
    recorded: ["baileys-send-sticker-multipart"],
  },
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
  {
    endpoint: "fetchProfilePictureUrl",
    on,
    title: "of the number, if it shows one",
    body: ({ number }) => ({ number }),
    answers: [answer(200, { wuid: "string", profilePictureUrl: optional("string") })],
    recorded: ["baileys-chat-fetch-profile-picture-url"],
  },
  {
    endpoint: "fetchProfile",
    on,
    title: "of the number",
    body: ({ number }) => ({ number }),
    answers: [
      answer(200, { wuid: "string", "numberExists?": true, picture: optional("string"), isBusiness: "boolean" }),
    ],
    recorded: ["baileys-chat-fetch-profile"],
  },
  {
    endpoint: "fetchBusinessProfile",
    on,
    title: "of the number",
    body: ({ number }) => ({ number }),
    answers: [answer(200, { isBusiness: true }), answer(200, { isBusiness: false, message: "string", exists: true })],
    recorded: ["baileys-chat-fetch-business-profile"],
  },
  {
    endpoint: "fetchPrivacySettings",
    on,
    title: "its own",
    answers: [
      answer(200, { readreceipts: "string", profile: "string", status: "string", last: "string", groupadd: "string" }),
    ],
    recorded: ["baileys-chat-fetch-privacy-settings"],
  },
  {
    endpoint: "sendPresence",
    on,
    title: "typing",
    body: ({ number }) => ({ number, presence: "composing", delay: 100 }),
    answers: [answer(201, { presence: /^composing$/ })],
    recorded: ["baileys-chat-send-presence"],
  },
  {
    endpoint: "getBase64FromMediaMessage",
    on,
    title: "the image, by its id",
    body: ({ kept }) => ({ message: { key: { id: kept("image.key.id") } } }),
    answers: [
      answer(201, {
        mediaType: /^imageMessage$/,
        mimetype: "string",
        base64: "string",
        size: { fileLength: "anything" },
      }),
      // Messages are not kept: DATABASE_SAVE_DATA_NEW_MESSAGE is off.
      refused(400, "Message not found"),
    ],
    recorded: ["baileys-chat-get-base64-from-media-message"],
  },
  {
    endpoint: "onWhatsapp",
    on,
    title: "the number, asked of Baileys itself",
    body: ({ number }) => ({ jid: `${number}@s.whatsapp.net` }),
    answers: [answer(200, tuple({ jid: "string", exists: true }))],
    recorded: ["baileys-raw-on-whatsapp"],
  },
];
