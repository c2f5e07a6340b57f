import { isRecord, type JsonObject, own } from "../../internal/record.js";
import type { MessageContent } from "../../types/index.js";
import { numberOf } from "../../webhooks/message/values.js";
import { protocolTypes } from "../../webhooks/payloads/messages.js";

/** The gateways whose forms are known here. What is between them is like the one before it. */
export type GatewayVersion = "2.3.6" | "2.3.7" | "2.4.0-rc2";

/** A content as the gateway posts it, and what it says of it beside it. */
export interface Frame {
  readonly message: MessageContent;
  readonly messageType: string;
  /** Absent for kinds that cannot have one. */
  readonly contextInfo?: JsonObject | null;
}

/** Kinds whose own form has no `contextInfo`: for these the field is absent rather than `null`. */
const without = new Set(["reactionMessage", "pollUpdateMessage", "pinInChatMessage", "keepInChatMessage"]);

/**
 * What the gateway makes of a phone's content: long texts become `conversation`, a document with a caption loses its wrapper,
 * and the context is lifted out. From 2.4 on `contextInfo` is what devices add instead, so quotes of plain texts are lost.
 */
export function frameOf(content: MessageContent, version: GatewayVersion = "2.3.6"): Frame {
  const { documentWithCaptionMessage: wrapped, ...others } = content;
  if (isRecord(wrapped)) {
    return { message: { ...others, ...(wrapped.message as MessageContent) }, messageType: "documentMessage" };
  }
  const kind = messageTypeOf(content);
  const body = content[kind];
  const context = version === "2.4.0-rc2" ? content.messageContextInfo : contextOf(kind, body);
  const lifted = context === undefined ? {} : { contextInfo: context as JsonObject | null };
  if (kind !== "extendedTextMessage") return { message: content, messageType: kind, ...lifted };
  const { extendedTextMessage: _, ...beside } = content;
  return { message: { conversation: String(own(body, "text")), ...beside }, messageType: "conversation", ...lifted };
}

/** The kind's field name in a content, as the gateway works it out; `"unknown"` where there is none. */
export function messageTypeOf(content: object): string {
  const isKind = (name: string) => name === "conversation" || name.includes("Message");
  return Object.keys(content).find((name) => isKind(name) && name !== "senderKeyDistributionMessage") ?? "unknown";
}

function contextOf(kind: string, body: unknown): JsonObject | null | undefined {
  if (!isRecord(body) || isRecord(body.message) || without.has(kind)) return undefined;
  if (!isRecord(body.contextInfo)) return null;
  const quoted = body.contextInfo.quotedMessage;
  if (!isRecord(quoted) || !isRecord(quoted.extendedTextMessage)) return body.contextInfo;
  const { extendedTextMessage, ...beside } = quoted;
  return { ...body.contextInfo, quotedMessage: { conversation: own(extendedTextMessage, "text"), ...beside } };
}

/**
 * The data of the `messages.edited` that an edit or a deletion becomes, in protobuf's own JSON: names for types, decimal texts
 * for large numbers. `undefined` for any other content.
 */
export function protocolData(content: MessageContent): JsonObject | undefined {
  const protocol = content.protocolMessage;
  if (!isRecord(protocol)) return undefined;
  const type = (protocolTypes as Readonly<Record<string, string>>)[String(protocol.type)] ?? protocol.type;
  const time = numberOf(protocol.timestampMs);
  return { ...protocol, type, ...(time !== undefined && { timestampMs: String(time) }) };
}
