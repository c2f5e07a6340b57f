import { type Answer, answer, type ContractCase, failed, invalid, missing, refused } from "../case.js";
import { anyOf, optional, tuple } from "../shape.js";
import { chatwoot, foundMessages, outletRow, proxyRow, settings, webhookRow } from "../shapes.js";

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

/** Never called by the server: it posts to `http(s)://` only. */
const url = "evolution-kit-live:nowhere";

const webhook: readonly ContractCase[] = [
  {
    endpoint: "webhookFind",
    on: "EVOLUTION",
    title: "never set",
    answers: [answer(200, null)],
    recorded: ["webhook-find-never-set"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "stored; no events means all",
    body: () => ({ webhook: { enabled: true, url, headers: { "x-tenant": "acme" }, events: [] } }),
    answers: [answer(201, { ...webhookRow, enabled: true, headers: { "x-tenant": "string" } })],
    recorded: ["webhook-set-empty-events-means-all"],
  },
  {
    endpoint: "webhookFind",
    on: "EVOLUTION",
    title: "as stored",
    answers: [answer(200, webhookRow)],
    recorded: ["webhook-find"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "headers emptied",
    body: () => ({ webhook: { enabled: true, url, headers: {}, events: ["MESSAGES_UPSERT"] } }),
    answers: [answer(201, { ...webhookRow, events: tuple(/^MESSAGES_UPSERT$/) })],
    recorded: ["webhook-set-headers-cleared"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "an unknown event",
    body: () => ({ webhook: { enabled: true, url, events: ["MESSAGE_RECEIVED"] } }),
    answers: [invalid(/^webhook\.events\[0\] is not one of enum values: /)],
    recorded: ["webhook-set-unknown-event"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "not wrapped in its name",
    body: () => ({ enabled: true, url, events: [] }),
    answers: [missing("webhook")],
    recorded: ["webhook-set-unwrapped-body"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "on without events",
    body: () => ({ webhook: { enabled: true, url } }),
    answers: [failed(/^Cannot read properties of undefined \(reading 'length'\)$/)],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "off: its events are emptied",
    body: () => ({ webhook: { enabled: false, url, events: ["CALL"] } }),
    answers: [answer(201, { ...webhookRow, enabled: false, events: tuple() })],
    recorded: ["webhook-set-disabled"],
  },
];

const nothing = (status: number): Answer => answer(status, undefined);

/**
 * The other outlets are kept off. Off on the server they answer nothing; some builds refuse every `set` with "Invalid URL",
 * which comes from the schema's id and not from the body.
 */
const outlet = (name: "websocket" | "rabbitmq" | "nats" | "sqs" | "kafka"): readonly ContractCase[] => [
  {
    endpoint: `${name}Set`,
    on: "EVOLUTION",
    title: "kept off",
    body: () => ({ [name]: { enabled: false, events: [] } }),
    answers: [answer(201, outletRow), nothing(201), failed("Invalid URL")],
    recorded: [name === "websocket" ? "websocket-set" : `${name}-set-when-disabled-on-server`],
  },
  {
    endpoint: `${name}Find`,
    on: "EVOLUTION",
    title: "a row, none, or off on the server",
    answers: [answer(200, optional(outletRow)), nothing(200)],
    recorded: [name === "websocket" ? "websocket-find" : `${name}-find-when-disabled-on-server`],
  },
];

const outlets: readonly ContractCase[] = [
  ...(["websocket", "rabbitmq", "nats", "sqs", "kafka"] as const).flatMap(outlet),
  {
    endpoint: "pusherSet",
    on: "EVOLUTION",
    title: "stored, also when off on the server",
    body: () => ({
      pusher: { enabled: false, appId: "1", key: "k", secret: "s", cluster: "us2", useTLS: true, events: [] },
    }),
    answers: [answer(201, { ...outletRow, appId: "string", cluster: "string", useTLS: "boolean" })],
    recorded: ["pusher-set-when-disabled-on-server"],
  },
  {
    endpoint: "pusherFind",
    on: "EVOLUTION",
    title: "a row, or off on the server",
    answers: [answer(200, optional(outletRow)), nothing(200)],
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
export const storedCases: readonly ContractCase[] = [
  ...settingsAndProxy,
  ...webhook,
  ...outlets,
  ...chatwootCases,
  ...media,
  ...rows,
];
