import { randomBytes, randomUUID } from "node:crypto";
import type { MessageRow } from "../client/types/chat.js";
import type { ConnectionState, WebhookConfig } from "../client/types/instance.js";
import type { JsonObject } from "../internal/record.js";
import type { Integration } from "../types/index.js";

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
  state: ConnectionState;
  /** Whether its socket ever opened: before that, sends fail in a way of their own. */
  wasOpen: boolean;
  qrCount: number;
  webhook: StoredWebhook | undefined;
  proxy: JsonObject | undefined;
  chatwoot: JsonObject | undefined;
  /** The other places that events go to, by name. */
  readonly outlets: Map<string, JsonObject>;
  /** By the chatbot's name. */
  readonly bots: Map<string, StoredBot>;
  readonly openaiCredentials: JsonObject[];
  /** Oldest first. */
  readonly messages: MessageRow[];
}

const hex = (bytes: number) => randomBytes(bytes).toString("hex").toUpperCase();

/** Ids in the forms that the real server and the phones choose. */
export const newId = {
  uuid: randomUUID,
  row: () => `cm${randomBytes(11).toString("hex")}`,
  token: () => randomUUID().toUpperCase(),
  sent: () => `3EB0${hex(9)}`,
  meta: () => `wamid.${randomBytes(24).toString("base64")}`,
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

/** The kind's field name in a content, as the gateway works it out. */
export function messageTypeOf(message: object): string {
  return Object.keys(message).find((key) => key === "conversation" || /message(V\d+)?$/i.test(key)) ?? "unknown";
}
