import { randomBytes, randomUUID } from "node:crypto";
import type { MessageRow } from "../client/types/chat.js";
import type { ConnectionState, WebhookConfig } from "../client/types/instance.js";
import type { Integration } from "../types/index.js";

/** What the gateway stores of an instance's webhook. */
export interface StoredWebhook extends WebhookConfig {
  readonly id: string;
  readonly enabled: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
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
  readonly settings: Readonly<Record<string, boolean | string>>;
  /** The digits of the phone it is paired with. */
  readonly ownNumber: string;
  state: ConnectionState;
  /** Whether its socket ever opened: before that, sends fail in a way of their own. */
  wasOpen: boolean;
  qrCount: number;
  webhook: StoredWebhook | undefined;
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

/** The kind's field name in a content, as the gateway works it out. */
export function messageTypeOf(message: object): string {
  return Object.keys(message).find((key) => key === "conversation" || /message$/i.test(key)) ?? "unknown";
}
