import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { MessageRow } from "../client/types/chat.js";
import type { ConnectionState, WebhookConfig } from "../client/types/instance.js";
import type { LabelRow } from "../client/types/label.js";
import type { JsonObject } from "../internal/record.js";
import type { Integration } from "../types/index.js";
import type { FakeChat } from "./chats.js";

/** What the gateway stores of an instance's webhook. */
export interface StoredWebhook extends WebhookConfig {
  readonly id: string;
  readonly enabled: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One chatbot's rows of an instance. */
export interface StoredBot {
  settings: JsonObject | undefined;
  readonly rows: JsonObject[];
}

/** A stored message; its statuses come later. */
export interface StoredRow extends Omit<MessageRow, "MessageUpdate"> {
  MessageUpdate: readonly { readonly status: string }[];
}

/** A code to pair with, as the gateway shows it. */
export interface QrCode {
  readonly pairingCode: string | null;
  readonly code: string;
  /** A data URL. */
  readonly base64: string;
  readonly count: number;
}

/** A template of the Business integration: the gateway's row, and Meta's. */
export interface StoredTemplate {
  readonly row: JsonObject;
  readonly meta: JsonObject;
}

/** An instance as the fake keeps it. */
export interface FakeInstance {
  readonly name: string;
  readonly id: string;
  readonly token: string;
  readonly integration: Integration;
  readonly number: string | null;
  readonly businessId: string | null;
  readonly createdAt: string;
  settings: JsonObject;
  /** The digits of the phone it is paired with. */
  readonly ownNumber: string;
  /** The digits of that phone's LID. */
  readonly ownLid: string;
  state: ConnectionState;
  /** Whether its socket ever opened: before that, sends fail in a way of their own. */
  wasOpen: boolean;
  /** Whether a phone is linked to it: it stays so while the connection is lost. */
  isPaired: boolean;
  qrCount: number;
  /** What there is to scan now. */
  qr: QrCode | undefined;
  webhook: StoredWebhook | undefined;
  /** Whether events carry files: the webhook's flag as it was when the socket was opened. */
  sendsBase64: boolean;
  /** What came while it was away, to be taken when it is back. */
  backlog: (() => void)[];
  /** JIDs of chats that it has typed in: only of these it is told who types. */
  readonly watchedChats: Set<string>;
  proxy: JsonObject | undefined;
  chatwoot: JsonObject | undefined;
  /** The other places that events go to, by name. */
  readonly outlets: Map<string, JsonObject>;
  /** By the chatbot's name. */
  readonly bots: Map<string, StoredBot>;
  readonly openaiCredentials: JsonObject[];
  /** Oldest first. */
  readonly messages: StoredRow[];
  /** The chats' own rows, by JID. */
  readonly chats: Map<string, FakeChat>;
  readonly labels: LabelRow[];
  readonly templates: StoredTemplate[];
  /** What its phone calls itself. Its picture and text are among the gateway's profiles. */
  profileName: string;
  privacy: JsonObject;
  /** JIDs of those whose messages it does not take. */
  readonly blocked: Set<string>;
}

/**
 * Does it now, or as soon as the instance is connected again; other integrations are never away. An instance without a phone
 * is nobody to WhatsApp: what comes then does not come later either.
 */
export function whenOnline(instance: FakeInstance, take: () => void): void {
  if (instance.integration !== "WHATSAPP-BAILEYS" || instance.state === "open") take();
  else if (instance.isPaired) instance.backlog.push(take);
}

const hex = (bytes: number) => randomBytes(bytes).toString("hex").toUpperCase();

/** Ids in the forms that the real server and the phones choose. */
export const newId = {
  uuid: randomUUID,
  row: () => `cm${randomBytes(11).toString("hex")}`,
  token: () => randomUUID().toUpperCase(),
  sent: () => `3EB0${hex(9)}`,
  meta: () => `wamid.${randomBytes(24).toString("base64")}`,
  /** Meta's id of an uploaded file. */
  upload: () => String(randomInt(2 ** 47)).padStart(16, "1"),
  fromPhone: () => `AC${hex(15)}`,
};

/** A database row of an instance: a new one, or an old one with other fields. */
export function rowOf(instance: FakeInstance, fields: JsonObject, now: number, old?: JsonObject): JsonObject {
  const at = new Date(now).toISOString();
  return {
    id: old?.id ?? newId.row(),
    ...old,
    ...fields,
    createdAt: old?.createdAt ?? at,
    updatedAt: at,
    instanceId: instance.id,
  };
}

/** Numbers that end in 0404 are not on WhatsApp. */
export const isOnWhatsApp = (jid: string): boolean => !/0404@s\.whatsapp\.net$/.test(jid) && !jid.startsWith("@");
