import { answer, type ContractCase, invalid, missing, refused } from "../case.js";
import { anyOf, optional, tuple } from "../shape.js";
import { chatwoot, foundMessages, proxyRow, settings } from "../shapes.js";

const six = {
  rejectCall: true,
  groupsIgnore: false,
  alwaysOnline: true,
  readMessages: false,
  readStatus: false,
  syncFullHistory: false,
};

const settingsAndProxy: readonly ContractCase[] = [
  {
    endpoint: "setSettings",
    on: "EVOLUTION",
    title: "stored",
    body: () => ({ ...six, msgCall: "no calls" }),
    answers: [
      answer(201, {
        settings: { instanceName: "string", settings: { rejectCall: true, msgCall: "string", alwaysOnline: true } },
      }),
    ],
    recorded: ["settings-set"],
  },
  {
    endpoint: "setSettings",
    on: "EVOLUTION",
    title: "missing fields",
    body: () => ({ rejectCall: true }),
    answers: [missing("groupsIgnore", "alwaysOnline", "readMessages", "readStatus", "syncFullHistory")],
    recorded: ["settings-set-missing-fields"],
  },
  {
    endpoint: "findSettings",
    on: "EVOLUTION",
    title: "as stored",
    answers: [answer(200, { ...settings, rejectCall: true, alwaysOnline: true, groupsIgnore: false })],
    recorded: ["settings-find"],
  },
  {
    endpoint: "findProxy",
    on: "EVOLUTION",
    title: "never set",
    answers: [answer(200, null)],
    recorded: ["proxy-find-never-set"],
  },
  {
    endpoint: "setProxy",
    on: "EVOLUTION",
    title: "a port that is no text",
    body: () => ({ enabled: true, host: "proxy.example.com", port: 3128, protocol: "http" }),
    answers: [invalid("port is not of a type(s) string")],
    recorded: ["proxy-set-port-as-number"],
  },
  {
    endpoint: "setProxy",
    on: "EVOLUTION",
    title: "off: its fields are emptied",
    body: () => ({
      enabled: false,
      host: "proxy.example.com",
      port: "3128",
      protocol: "http",
      username: "",
      password: "",
    }),
    answers: [
      answer(201, {
        proxy: { instanceName: "string", proxy: { enabled: false, host: /^$/, port: /^$/, protocol: /^$/ } },
      }),
    ],
    recorded: ["proxy-set-disabled-clears-fields"],
  },
  {
    endpoint: "findProxy",
    on: "EVOLUTION",
    title: "as stored, which is not waited for",
    answers: [answer(200, optional(proxyRow))],
    recorded: ["proxy-find"],
  },
];

const off = {
  enabled: false,
  accountId: "1",
  token: "none",
  url: "https://chatwoot.example.com",
  signMsg: true,
  reopenConversation: false,
  conversationPending: false,
};
const chatwootIsOff = refused(400, "Chatwoot is disabled");

const chatwootCases: readonly ContractCase[] = [
  {
    endpoint: "findChatwoot",
    on: "EVOLUTION",
    title: "never set",
    answers: [answer(200, { ...chatwoot, enabled: false }), chatwootIsOff],
    recorded: ["chatwoot-find-never-set"],
  },
  {
    endpoint: "setChatwoot",
    on: "EVOLUTION",
    title: "missing fields",
    body: () => ({ enabled: true }),
    answers: [missing("accountId", "token", "url", "signMsg", "reopenConversation", "conversationPending")],
    recorded: ["chatwoot-set-missing-fields"],
  },
  {
    endpoint: "setChatwoot",
    on: "EVOLUTION",
    title: "kept off",
    body: () => off,
    answers: [
      answer(201, { enabled: false, accountId: "string", url: "string", webhook_url: "string" }),
      chatwootIsOff,
    ],
    recorded: ["chatwoot-set-disabled"],
  },
  {
    endpoint: "findChatwoot",
    on: "EVOLUTION",
    title: "as stored",
    answers: [answer(200, chatwoot), chatwootIsOff],
    recorded: ["chatwoot-find"],
  },
];

const media: readonly ContractCase[] = [
  {
    endpoint: "getMedia",
    on: "EVOLUTION",
    title: "none with that id",
    body: ({ prefix }) => ({ id: `${prefix}-1` }),
    answers: [refused(400, "Media not found")],
    recorded: ["s3-get-media-empty"],
  },
  {
    endpoint: "getMediaUrl",
    on: "EVOLUTION",
    title: "none with that id",
    body: ({ prefix }) => ({ id: `${prefix}-1` }),
    answers: [refused(400, "Media not found")],
  },
];

const nobody = "999000000000@s.whatsapp.net";

const rows: readonly ContractCase[] = [
  {
    endpoint: "findMessages",
    on: "WHATSAPP-BAILEYS",
    title: "none yet",
    body: () => ({ where: {} }),
    answers: [answer(200, { messages: { total: 0, pages: 0, currentPage: 1, records: tuple() } })],
    recorded: ["baileys-closed-chat-find-messages"],
  },
  {
    endpoint: "findMessages",
    on: "EVOLUTION",
    title: "what was sent; offset is the page size",
    body: () => ({ where: {}, page: 1, offset: 2 }),
    answers: [answer(200, foundMessages)],
    recorded: ["evolution-channel-find-messages", "business-chat-find-messages", "baileys-chat-find-messages"],
  },
  {
    endpoint: "findChats",
    on: "WHATSAPP-BAILEYS",
    title: "none yet",
    body: () => ({}),
    answers: [answer(200, tuple())],
    recorded: ["baileys-closed-chat-find-chats"],
  },
  {
    endpoint: "findContacts",
    on: "WHATSAPP-BAILEYS",
    title: "none yet",
    body: () => ({ where: {} }),
    answers: [answer(200, tuple())],
    recorded: ["business-chat-find-contacts"],
  },
  {
    endpoint: "findStatusMessage",
    on: "WHATSAPP-BAILEYS",
    title: "none yet",
    body: () => ({ where: {} }),
    answers: [answer(200, tuple())],
    recorded: ["business-chat-find-status-message"],
  },
  {
    endpoint: "findChatByRemoteJid",
    on: "WHATSAPP-BAILEYS",
    title: "none",
    query: () => ({ remoteJid: nobody }),
    answers: [answer(200, null)],
  },
  {
    endpoint: "findChatByRemoteJid",
    on: "WHATSAPP-BAILEYS",
    title: "without the parameter",
    answers: [answer(400, { error: /^remoteJid is a required query parameter$/ })],
  },
  {
    endpoint: "fetchProfilePictureUrl",
    on: "WHATSAPP-BAILEYS",
    title: "none without a phone",
    body: ({ number }) => ({ number }),
    answers: [answer(200, { wuid: "string", profilePictureUrl: null })],
    recorded: ["baileys-closed-chat-fetch-profile-picture"],
  },
  {
    endpoint: "fetchProfilePictureUrl",
    on: "EVOLUTION",
    title: "none on this channel",
    body: ({ number }) => ({ number }),
    answers: [answer(200, { wuid: anyOf("string", null), profilePictureUrl: null })],
  },
];

/** What the server stores for an instance, phone or not. */
export const storedCases: readonly ContractCase[] = [...settingsAndProxy, ...chatwootCases, ...media, ...rows];
