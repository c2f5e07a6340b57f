/** Identifies one message of one chat. `id` and `fromMe` are stable; `remoteJid` may be a LID today and a phone tomorrow. */
export interface MessageKey {
  /** The chat: `…@s.whatsapp.net`, `…@lid`, `…@g.us`, `status@broadcast`; bare digits on the `EVOLUTION` integration. */
  remoteJid: string;
  /** True for messages of this instance's own number. */
  fromMe: boolean;
  id: string;
  /** The author in groups and statuses; empty or absent otherwise. */
  participant?: string;
  /** The chat's other address: the phone of a LID, or the LID of a phone. */
  remoteJidAlt?: string;
  /** The author's other address. */
  participantAlt?: string;
  addressingMode?: string;
}

/** A message's content as it is on the wire: one field named after the kind (`conversation`, `imageMessage`, …). */
export type MessageContent = { conversation?: string; [kind: string]: unknown };

/**
 * Delivery states, Baileys' words and Meta's. `PENDING` proves nothing; any later one implies the earlier ones.
 * A new server may send others, so a `switch` needs a default.
 */
export type MessageStatus =
  | "ERROR"
  | "PENDING"
  | "SERVER_ACK"
  | "DELIVERY_ACK"
  | "READ"
  | "PLAYED"
  | "DELETED"
  | "SENT"
  | "DELIVERED"
  | "FAILED"
  | (string & {});

/** A message in the gateway's own form: what webhooks carry, sends answer and `findMessages` returns. */
export interface WhatsAppMessage {
  key: MessageKey;
  /** The author's own name. */
  pushName?: string | null;
  message: MessageContent;
  /** The kind's field name, e.g. `conversation` or `imageMessage`. */
  messageType: string;
  /** Epoch **seconds**. */
  messageTimestamp: number;
  status?: MessageStatus;
  contextInfo?: Record<string, unknown> | null;
  instanceId?: string;
  source?: "ios" | "android" | "web" | "desktop" | "unknown" | (string & {});
}

/** What a send answers once the gateway has taken the message: written to the socket, not yet accepted by WhatsApp. */
export type SentMessage = WhatsAppMessage;
