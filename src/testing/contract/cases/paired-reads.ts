import { onePixelPng } from "../../one-pixel.js";
import { answer, type ContractCase, refused } from "../case.js";
import { optional, type Shape, tuple } from "../shape.js";
import { sentOnBaileys } from "../shapes.js";

const on = "paired";

/** A group that nobody has: its number is of a time to come. */
const noGroup = "120363099999999999@g.us";

const groupFields: Shape = {
  id: /@g\.us$/,
  subject: "string",
  size: "number",
  creation: "number",
  restrict: "boolean",
  announce: "boolean",
  isCommunity: "boolean",
  isCommunityAnnounce: "boolean",
};

const statusRow: Shape = {
  id: "string",
  keyId: "string",
  remoteJid: "string",
  fromMe: "boolean",
  participant: optional("string"),
  status: "string",
  messageId: "string",
  instanceId: "string",
};

/** What a paired phone knows and shows, without anybody noticing; and sends that need one made before. */
export const pairedReadCases: readonly ContractCase[] = [
  {
    endpoint: "sendMedia",
    on,
    title: "a document by base64",
    body: ({ number }) => ({ number, mediatype: "document", media: onePixelPng, fileName: "document.pdf" }),
    answers: [
      answer(201, sentOnBaileys(/^documentMessage$/, { documentMessage: { mimetype: /pdf$/, fileName: "string" } })),
    ],
    recorded: ["baileys-send-media-document-base64"],
  },
  {
    endpoint: "sendReaction",
    on,
    title: "a reaction, taken back",
    body: ({ kept }) => ({ key: kept("image.key"), reaction: "" }),
    answers: [answer(201, sentOnBaileys(/^reactionMessage$/, { reactionMessage: { text: /^$/ } }))],
    recorded: ["baileys-send-reaction-remove"],
  },
  {
    endpoint: "sendText",
    on,
    title: "to a group that nobody has",
    body: () => ({ number: noGroup, text: "to nobody" }),
    answers: [refused(400, "[object Object]")],
    recorded: ["baileys-send-text-group-not-found"],
  },
  {
    endpoint: "findGroupInfos",
    on,
    title: "of a group that nobody has",
    query: () => ({ groupJid: noGroup }),
    answers: [answer(404, { status: 404, response: { message: tuple(/^Error fetching group$/, "string") } })],
    recorded: ["baileys-group-find-group-infos-not-found"],
  },
  {
    endpoint: "fetchAllGroups",
    on,
    title: "without their members",
    query: () => ({ getParticipants: "false" }),
    answers: [answer(200, [groupFields])],
    recorded: ["baileys-group-fetch-all-groups", "baileys-group-fetch-all-groups-with-participants"],
  },
  {
    endpoint: "findLabels",
    on,
    title: "its labels",
    answers: [answer(200, [{ id: "string", name: "string", color: "string", predefinedId: optional("string") }])],
    recorded: ["baileys-label-find-labels"],
  },
  {
    endpoint: "findChats",
    on,
    title: "all of them",
    answers: [answer(200, [{ remoteJid: "string", windowActive: "boolean", isSaved: "boolean" }])],
    recorded: ["baileys-chat-find-chats", "baileys-chat-find-chats-by-jid"],
  },
  {
    endpoint: "findContacts",
    on,
    title: "a page of ten",
    body: () => ({ where: {}, page: 1, offset: 10 }),
    answers: [answer(200, [{ id: "string", remoteJid: "string", isGroup: "boolean", type: "string" }])],
    recorded: ["baileys-chat-find-contacts", "baileys-chat-find-contacts-by-jid"],
  },
  {
    endpoint: "findStatusMessage",
    on,
    title: "a page of ten",
    body: () => ({ where: {}, page: 1, offset: 10 }),
    answers: [answer(200, [statusRow])],
    recorded: ["baileys-chat-find-status-message"],
  },
  {
    endpoint: "markMessageAsRead",
    on,
    title: "the image",
    body: ({ kept }) => ({ readMessages: [kept("image.key")] }),
    answers: [answer(201, { message: "string", read: /^success$/ })],
    recorded: ["baileys-chat-mark-message-as-read"],
  },
  {
    endpoint: "setPresence",
    on,
    title: "available",
    body: () => ({ presence: "available" }),
    answers: [answer(201, { presence: /^available$/ })],
    recorded: ["baileys-instance-set-presence"],
  },
  {
    endpoint: "offerCall",
    on,
    title: "to the number, which nobody hears",
    body: ({ number }) => ({ number, isVideo: false, callDuration: 1 }),
    answers: [answer(201, { id: "string", jid: "string", isVideo: false, callDuration: "number" })],
    recorded: ["baileys-call-offer"],
  },
  {
    endpoint: "getCatalog",
    on,
    title: "of the number, if it is a business",
    body: ({ number }) => ({ number, limit: 1 }),
    answers: [
      answer(200, { wuid: "string", isBusiness: true, catalogLength: "number", catalog: ["object"] }),
      answer(200, { wuid: "string", isBusiness: false }),
    ],
    recorded: ["baileys-business-get-catalog"],
  },
  {
    endpoint: "getCollections",
    on,
    title: "of the number, if it is a business",
    body: ({ number }) => ({ number, limit: 1 }),
    answers: [
      answer(200, { wuid: "string", isBusiness: true, collectionsLength: "number", collections: ["object"] }),
      answer(200, { wuid: "string", isBusiness: false }),
    ],
    recorded: ["baileys-business-get-collections"],
  },
];
