import { isRecord, type JsonObject } from "../../internal/record.js";
import type { MessageKey, WhatsAppMessage } from "../../types/index.js";
import { numberOf } from "../message/values.js";
import { type MessageChange, type MessageDeletion, type ProtocolType, protocolTypes } from "../payloads/messages.js";
import { object, withTexts } from "./expect.js";

/** Only what identifies a message is required, so that a new server version does not make messages unreadable. */
export function message(data: unknown, path = "data"): WhatsAppMessage {
  const given = object(data, path);
  const key = keyOf(given.key, `${path}.key`);
  return (key === given.key ? given : { ...given, key }) as unknown as WhatsAppMessage;
}

const keyTexts = ["id", "remoteJid"] as const;

function keyOf(value: unknown, path: string): MessageKey {
  return withTexts(object(value, path), path, keyTexts) as unknown as MessageKey;
}

/** The other side's deletion is a bare key; one through the gateway's API is the stored message. */
export function deletion(data: unknown): MessageDeletion {
  const given = object(data, "data");
  if (given.key !== undefined) return message(given) as MessageDeletion;
  return { key: keyOf(given, "data") };
}

/**
 * Nothing is required: the gateway delivers these inside of its queue of received messages, and waits
 * through the retries of one that we refuse.
 */
export function change(data: unknown): MessageChange {
  const given = isRecord(data) ? data : {};
  const type = changeType(given);
  const timestampMs = numberOf(given.timestampMs);
  return { ...given, type, ...(timestampMs !== undefined && { timestampMs }) } as MessageChange;
}

/** protobuf leaves `REVOKE` out, because it is 0, and so does an edit's answer of some versions. */
function changeType(given: JsonObject): MessageChange["type"] {
  const type = protocolType(given.type) ?? (isRecord(given.editedMessage) ? "MESSAGE_EDIT" : "REVOKE");
  if (type === "MESSAGE_EDIT") return isKey(given.key) && isRecord(given.editedMessage) ? type : "UNKNOWN";
  return type === "REVOKE" && !isKey(given.key) ? "UNKNOWN" : type;
}

/** The type by name, as a number of any form, or `undefined` where there is none. */
export function protocolType(type: unknown): ProtocolType | "UNKNOWN" | undefined {
  if (type === undefined || type === null) return undefined;
  const number = numberOf(type);
  if (number !== undefined) return (protocolTypes as Record<number, ProtocolType>)[number] ?? "UNKNOWN";
  return typeof type === "string" && type !== "" ? (type as ProtocolType) : "UNKNOWN";
}

export function isKey(value: unknown): value is MessageKey {
  return isRecord(value) && isText(value.id) && isText(value.remoteJid);
}

const isText = (value: unknown) => typeof value === "string" && value !== "";
