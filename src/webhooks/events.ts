import type { MessageStatus, SentMessage, Subscription, WhatsAppMessage } from "../types/index.js";

/** A delivery status of one of our own messages. */
export interface MessageUpdate {
  /** The message's WhatsApp id: equal to `key.id` of the send. */
  keyId: string;
  /** The chat. It may be a LID where the send answered with a phone. */
  remoteJid: string;
  /** On the Business integration false, although the message is ours. */
  fromMe: boolean;
  status: MessageStatus;
  /** The gateway's database row; absent where it stores no messages. */
  messageId?: string;
  participant?: string;
  instanceId?: string;
}

/** `close` comes for final closes only (401, 402, 403, 406); every other drop shows as `connecting`, then `open`. */
export interface ConnectionUpdate {
  instance: string;
  state: "open" | "connecting" | "close" | "refused";
  /** 200, or WhatsApp's disconnect code. */
  statusReason: number;
  /** The instance's own JID, once open. */
  wuid?: string | null;
  profileName?: string | null;
  profilePictureUrl?: string | null;
}

/** A QR code to scan, or the notice that the limit of codes was reached. */
export type QrCodeUpdate =
  | { qrcode: { instance: string; pairingCode: string | null; code: string; base64: string } }
  | { message: string; statusCode: number; qrcode?: undefined };

/** Each typed event and what its `data` is. */
export interface EventPayloads {
  "connection.update": ConnectionUpdate;
  "messages.update": MessageUpdate;
  "messages.upsert": WhatsAppMessage;
  "qrcode.updated": QrCodeUpdate;
  "send.message": SentMessage;
}

export type EventName = keyof EventPayloads;

/** The typed events: how each is subscribed to. Every other event arrives as an {@link UnknownEvent}. */
export const events = {
  "connection.update": { subscription: "CONNECTION_UPDATE" },
  "messages.update": { subscription: "MESSAGES_UPDATE" },
  "messages.upsert": { subscription: "MESSAGES_UPSERT" },
  "qrcode.updated": { subscription: "QRCODE_UPDATED" },
  "send.message": { subscription: "SEND_MESSAGE" },
} as const satisfies Record<EventName, { readonly subscription: Subscription }>;

/** One delivery from the gateway: its body without the key it may carry. Fields this version does not know are kept. */
export interface EventOf<Name extends string, Data> {
  /** The dotted name. */
  event: Name;
  /** The instance's name. */
  instance: string;
  data: Data;
  /** The configured URL, without the by-events slug. */
  destination?: string;
  /** When the gateway posted it: local time printed with a `Z`. Use `data.messageTimestamp` for messages. */
  date_time?: string;
  /** The instance's own JID; absent until it was first open, and always on Business and Evolution. */
  sender?: string;
  server_url?: string;
  [field: string]: unknown;
}

/** A typed event, e.g. `KnownEvent<"messages.upsert">`. */
export type KnownEvent<Name extends EventName = EventName> = { [N in Name]: EventOf<N, EventPayloads[N]> }[Name];

declare const unknownName: unique symbol;

/** A dotted name that is not in the {@link events} table. The mark exists only in types: it keeps the names apart. */
export type UnknownEventName = string & { readonly [unknownName]: true };

/** An event without a type here, or one that a newer gateway added. `data` is as it came, and may be `null`. */
export type UnknownEvent = EventOf<UnknownEventName, unknown>;

/** Ask {@link isUnknownEvent} first, then `event.event` narrows `event.data`. */
export type WebhookEvent = KnownEvent | UnknownEvent;

/** True for an event whose name is in the {@link events} table. */
export function isKnownEvent(event: WebhookEvent): event is KnownEvent {
  return isEventName(event.event);
}

/** True for an event that has no type here. After `if (isUnknownEvent(event)) return;` the name narrows the payload. */
export function isUnknownEvent(event: WebhookEvent): event is UnknownEvent {
  return !isEventName(event.event);
}

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(events, name);
}
