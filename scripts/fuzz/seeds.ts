import { recordedEvents } from "../../test/fixtures/recorded-events.js";
import { recordedMessages } from "../../test/fixtures/recorded-messages.js";
import * as webhooks from "../../test/fixtures/webhooks.js";

/** Modules of fixtures: every exported envelope is a seed. Further modules are one more entry here. */
const modules: readonly object[] = [webhooks, recordedEvents, recordedMessages];

const { businessUpsert, envelope, media, upsert } = webhooks;

const contextInfo = {
  stanzaId: "AC00",
  participant: "190000000000001@lid",
  mentionedJid: ["5511999990002@s.whatsapp.net"],
  quotedMessage: { ephemeralMessage: { message: { imageMessage: { ...media, caption: "before" } } } },
  expiration: 604800,
  isForwarded: true,
};
const vcard = "BEGIN:VCARD\nFN:Ana\nTEL;waid=5511999990003:+55 11 99999-0003\nEND:VCARD";
const flow = { name: "menu_options", paramsJson: '{"id":"1","title":"One"}' };

/** One message of every kind that is read, by the field that its content has. */
const contents: Readonly<Record<string, unknown>> = {
  conversation: "oi",
  extendedTextMessage: { text: "oi @5511999990002", contextInfo },
  imageMessage: {
    ...media,
    mimetype: "image/jpeg",
    caption: "look",
    jpegThumbnail: { "0": 255, "1": 216 },
    contextInfo,
  },
  videoMessage: { ...media, mimetype: "video/mp4", seconds: 7, gifPlayback: true },
  ptvMessage: { ...media, mimetype: "video/mp4", seconds: "7" },
  audioMessage: { ...media, mimetype: "audio/ogg; codecs=opus", ptt: true, seconds: 3, waveform: { "0": 0, "1": 99 } },
  documentMessage: { ...media, mimetype: "application/pdf", fileName: "nota.pdf", title: "nota" },
  stickerMessage: { ...media, isAnimated: false },
  locationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6, name: "Loja", address: "Rua A, 1" },
  liveLocationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6, caption: "here" },
  contactMessage: { displayName: "Ana", vcard },
  contactsArrayMessage: { displayName: "2 contacts", contacts: [{ displayName: "Ana", vcard }, { vcard }] },
  reactionMessage: { key: { id: "AC00", remoteJid: "5511999990001@s.whatsapp.net", fromMe: true }, text: "👍" },
  buttonsResponseMessage: { selectedButtonId: "yes", selectedDisplayText: "Yes", contextInfo },
  templateButtonReplyMessage: { selectedId: "yes", selectedDisplayText: "Yes", selectedIndex: 0 },
  listResponseMessage: { title: "One", description: "first", singleSelectReply: { selectedRowId: "1" } },
  interactiveResponseMessage: { body: { text: "One" }, nativeFlowResponseMessage: flow },
  pollCreationMessageV3: { name: "Lunch?", options: [{ optionName: "Yes" }, { optionName: "No" }] },
  viewOnceMessageV2: { message: { imageMessage: { ...media, viewOnce: true } } },
  documentWithCaptionMessage: { message: { documentMessage: { ...media, caption: "read" } } },
};

const group = { remoteJid: "120363000000000001@g.us", participant: "190000000000001@lid" };

/** What is mutated: bodies as the gateway sends them. */
export const seeds: readonly object[] = [
  ...modules.flatMap((module) => Object.values(module)).filter(isEnvelope),
  ...Object.entries(contents).map(([field, content]) => upsert({ message: { [field]: content }, messageType: field })),
  ...["imageMessage", "conversation"].map((field) => businessUpsert({ [field]: contents[field] }, field)),
  upsert({ key: group, contextInfo }),
  { ...upsert(), event: "send.message" },
  envelope("groups.upsert", [{ id: "120363000000000001@g.us", participants: [{ id: "1@lid", admin: null }] }]),
  envelope("presence.update", { id: "1@lid", presences: { "1@lid": { lastKnownPresence: "composing" } } }),
];

function isEnvelope(value: unknown): value is object {
  return typeof value === "object" && value !== null && "event" in value && "data" in value;
}
