import { anyOf, optional, type Shape } from "./shape.js";

/** The eight fields of an instance's settings. */
export const settings = {
  rejectCall: "boolean",
  msgCall: optional("string"),
  groupsIgnore: "boolean",
  alwaysOnline: "boolean",
  readMessages: "boolean",
  readStatus: "boolean",
  syncFullHistory: "boolean",
  wavoipToken: optional("string"),
} as const satisfies Record<string, Shape>;

const stored = { id: "string", createdAt: "string", updatedAt: "string", instanceId: "string" } as const;

export const state = (...states: readonly RegExp[]): Shape => ({
  instance: { instanceName: "string", state: anyOf(...states) },
});

export const createdInstance = (integration: RegExp, status: RegExp): Shape => ({
  instance: {
    instanceName: "string",
    instanceId: "string",
    integration,
    webhookWaBusiness: null,
    accessTokenWaBusiness: "string",
    status,
  },
  hash: "string",
  webhook: "object",
  websocket: "object",
  rabbitmq: "object",
  nats: "object",
  sqs: "object",
  settings,
});

export const instanceRow: Shape = {
  id: "string",
  name: "string",
  connectionStatus: /^(open|connecting|close)$/,
  ownerJid: optional("string"),
  profileName: optional("string"),
  profilePicUrl: optional("string"),
  integration: "string",
  number: optional("string"),
  businessId: optional("string"),
  token: "string",
  clientName: "string",
  disconnectionReasonCode: optional("number"),
  disconnectionObject: optional("anything"),
  disconnectionAt: optional("string"),
  createdAt: "string",
  updatedAt: "string",
  Chatwoot: optional("object"),
  Proxy: optional("object"),
  Rabbitmq: optional("object"),
  Nats: optional("object"),
  Sqs: optional("object"),
  Websocket: optional("object"),
  Setting: optional(settings),
  _count: { Message: "number", Contact: "number", Chat: "number" },
};

export const webhookRow = {
  ...stored,
  url: "string",
  headers: optional("object"),
  enabled: "boolean",
  events: ["string"],
  webhookByEvents: "boolean",
  webhookBase64: "boolean",
} as const satisfies Shape;

export const outletRow = { ...stored, enabled: "boolean", events: ["string"] } as const satisfies Shape;

export const proxyRow = {
  ...stored,
  enabled: "boolean",
  host: "string",
  port: "string",
  protocol: "string",
  username: "string",
  password: "string",
} as const satisfies Shape;

export const chatwoot = {
  enabled: "boolean",
  url: "string",
  accountId: "string",
  token: "string",
  signMsg: "boolean",
  nameInbox: optional("string"),
  webhook_url: "string",
} as const satisfies Shape;

/** A send's answer on the EVOLUTION channel. */
export const sentOnEvolution = (messageType: RegExp, message: Shape): Shape => ({
  key: { fromMe: true, id: "string", remoteJid: "string" },
  message,
  messageType,
  messageTimestamp: "number",
  source: /^unknown$/,
  instanceId: "string",
});

/** A send's answer on a paired phone. */
export const sentOnBaileys = (messageType: RegExp, message: Shape): Shape => ({
  key: { fromMe: true, id: /^3EB0[0-9A-F]{18}$/, remoteJid: "string" },
  pushName: "string",
  status: /^PENDING$/,
  message,
  messageType,
  messageTimestamp: "number",
  instanceId: "string",
  source: "string",
});

export const file = {
  url: "string",
  mimetype: "string",
  mediaKey: "object",
  fileLength: "object",
} as const satisfies Shape;

/** What an edit and a deletion answer: the raw message. */
export const protocolMessage = (message: Shape): Shape => ({
  key: { fromMe: true, id: "string", remoteJid: "string" },
  message,
  messageTimestamp: anyOf("string", "number"),
  status: /^PENDING$/,
});

export const foundMessages: Shape = {
  messages: {
    total: "number",
    pages: "number",
    currentPage: "number",
    records: [
      {
        id: "string",
        key: { id: "string", fromMe: "boolean", remoteJid: "string" },
        pushName: optional("string"),
        messageType: "string",
        message: "object",
        messageTimestamp: "number",
        instanceId: "string",
        source: "string",
        contextInfo: optional("object"),
        MessageUpdate: [{ status: "string" }],
      },
    ],
  },
} as const satisfies Shape;

/** What every chatbot's settings carry. */
export const botSettings = {
  expire: optional("number"),
  keywordFinish: optional("string"),
  delayMessage: optional("number"),
  unknownMessage: optional("string"),
  listeningFromMe: optional("boolean"),
  stopBotFromMe: optional("boolean"),
  keepOpen: optional("boolean"),
  debounceTime: optional("number"),
  ignoreJids: optional("anything"),
} as const satisfies Record<string, Shape>;

export const bot = {
  ...stored,
  ...botSettings,
  enabled: "boolean",
  description: optional("string"),
  triggerType: optional("string"),
  triggerOperator: optional("string"),
  triggerValue: optional("string"),
} as const satisfies Shape;
