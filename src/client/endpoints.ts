import type { Integration } from "../types/index.js";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

/** One route of the gateway, as data: what a call needs to know before and after it. */
export interface Endpoint {
  readonly method: HttpMethod;
  /** With `:instanceName` where the name goes; it is percent-encoded there. */
  readonly path: string;
  /** Which key opens it: the global one, that instance's token as well, or none. */
  readonly key: "global" | "instance" | "none";
  /** Safe to repeat: a second identical call changes nothing more. Decides what is retried. */
  readonly idempotent: boolean;
  readonly integrations: readonly Integration[];
  /** A send: it has succeeded only if its answer carries a string `key.id`, and its failures carry `delivery`. */
  readonly send?: true;
  /**
   * The form in which this route reports media that it could not fetch or convert: a 500 with one text, or with a list
   * of one. It is raised before anything is sent, so it proves that nothing left.
   */
  readonly mediaFailure?: "text" | "list";
  /** Least time for an answer in ms, where 30 s is known to be short (the gateway fetches and converts media meanwhile). */
  readonly timeoutMs?: number;
}

const all = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"] as const;
const baileys = ["WHATSAPP-BAILEYS"] as const;
const whatsApp = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS"] as const;

const read = { method: "GET", idempotent: true } as const;
const send = { method: "POST", key: "instance", idempotent: false, send: true } as const;
const media = { ...send, timeoutMs: 60_000 } as const;

/** Every route this client calls (Evolution API 2.3.6). `idempotent` follows what the server does, not the HTTP method. */
export const endpoints = {
  // server
  info: { ...read, path: "/", key: "none", integrations: all },
  verifyCreds: { method: "POST", path: "/verify-creds", key: "global", idempotent: true, integrations: all },

  // instances
  createInstance: { method: "POST", path: "/instance/create", key: "global", idempotent: false, integrations: all },
  fetchInstances: { ...read, path: "/instance/fetchInstances", key: "instance", integrations: all },
  connect: { ...read, path: "/instance/connect/:instanceName", key: "instance", integrations: baileys },
  connectionState: { ...read, path: "/instance/connectionState/:instanceName", key: "instance", integrations: all },
  restart: {
    method: "POST",
    path: "/instance/restart/:instanceName",
    key: "instance",
    idempotent: false,
    integrations: baileys,
  },
  setPresence: {
    method: "POST",
    path: "/instance/setPresence/:instanceName",
    key: "instance",
    idempotent: true,
    integrations: baileys,
  },
  logout: {
    method: "DELETE",
    path: "/instance/logout/:instanceName",
    key: "instance",
    idempotent: true,
    integrations: all,
  },
  deleteInstance: {
    method: "DELETE",
    path: "/instance/delete/:instanceName",
    key: "instance",
    idempotent: true,
    integrations: all,
  },

  // messages
  sendText: { ...send, path: "/message/sendText/:instanceName", integrations: all },
  sendMedia: { ...media, mediaFailure: "list", path: "/message/sendMedia/:instanceName", integrations: all },
  sendPtv: { ...media, mediaFailure: "list", path: "/message/sendPtv/:instanceName", integrations: baileys },
  sendWhatsAppAudio: {
    ...media,
    mediaFailure: "text",
    path: "/message/sendWhatsAppAudio/:instanceName",
    integrations: all,
  },
  sendSticker: { ...media, mediaFailure: "text", path: "/message/sendSticker/:instanceName", integrations: baileys },
  sendStatus: { ...media, path: "/message/sendStatus/:instanceName", integrations: baileys },
  sendLocation: { ...send, path: "/message/sendLocation/:instanceName", integrations: whatsApp },
  sendContact: { ...send, path: "/message/sendContact/:instanceName", integrations: whatsApp },
  sendReaction: { ...send, path: "/message/sendReaction/:instanceName", integrations: whatsApp },
  sendPoll: { ...send, path: "/message/sendPoll/:instanceName", integrations: baileys },
  sendList: { ...send, path: "/message/sendList/:instanceName", integrations: whatsApp },
  sendButtons: { ...media, path: "/message/sendButtons/:instanceName", integrations: all },
  sendTemplate: { ...send, path: "/message/sendTemplate/:instanceName", integrations: ["WHATSAPP-BUSINESS"] },

  // chats
  findMessages: {
    method: "POST",
    path: "/chat/findMessages/:instanceName",
    key: "instance",
    idempotent: true,
    integrations: all,
  },

  // events
  setWebhook: {
    method: "POST",
    path: "/webhook/set/:instanceName",
    key: "instance",
    idempotent: true,
    integrations: all,
  },
  findWebhook: { ...read, path: "/webhook/find/:instanceName", key: "instance", integrations: all },
} as const satisfies Record<string, Endpoint>;
