import { isRecord, type JsonObject } from "../../internal/record.js";
import type { EventName, EventPayloads } from "../events.js";
import { numberOf } from "../message/values.js";
import type { Call, LabelEdit, PresenceUpdate } from "../payloads/chats.js";
import type { NoPayload } from "../payloads/instances.js";
import { listOf, object, text, unreadable } from "./expect.js";
import { group, groupChange, participantsUpdate } from "./groups.js";
import { change, deletion, message } from "./messages.js";

type Decode<Name extends EventName> = (data: unknown) => EventPayloads[Name];

/**
 * What each event's `data` must have, and the one form that it gets where the gateway has several. Required is only what
 * the event means nothing without; all other fields stay as they came.
 *
 * @throws {WebhookParseError} with the path of what is missing
 */
export const decoders: { readonly [Name in EventName]: Decode<Name> } = {
  "application.startup": nothing,
  call,
  "chats.delete": (data) => texts(data),
  "chats.set": records,
  "chats.update": records,
  "chats.upsert": records,
  "connection.update": fields("state"),
  "contacts.set": records,
  "contacts.update": records,
  "contacts.upsert": records,
  error: (data) => (isRecord(data) ? data : { message: data }),
  "group-participants.update": participantsUpdate,
  "groups.update": (data) => listOf(data, "data", groupChange),
  "groups.upsert": (data) => listOf(data, "data", group),
  "instance.create": fields("instanceName"),
  "instance.delete": fields("instanceName"),
  "labels.association": fields("type", "chatId", "labelId"),
  "labels.edit": label,
  "logout.instance": nothing,
  "messages.delete": deletion,
  "messages.edited": change,
  "messages.set": (data) => listOf(data, "data", message),
  "messages.update": fields("keyId", "status"),
  "messages.upsert": (data) => message(data),
  "messaging-history.set": fields(),
  "presence.update": presence,
  "qrcode.updated": fields(),
  "remove.instance": nothing,
  "send.message": (data) => message(data),
  "send.message.update": change,
  "status.instance": fields("status"),
  "typebot.change-status": fields("remoteJid", "status"),
  "typebot.start": fields("remoteJid"),
};

/** An object with these texts. The caller's type says what else it may have. */
function fields<Payload>(...names: string[]): (data: unknown) => Payload {
  return (data) => {
    const given = object(data, "data");
    for (const name of names) text(given, name, "data");
    return given as Payload;
  };
}

function records<Item>(data: unknown): Item[] {
  return listOf(data, "data", (item, path) => object(item, path) as Item);
}

function texts(data: unknown): string[] {
  const items = Array.isArray(data) ? data : [data];
  for (const [i, item] of items.entries()) {
    if (typeof item !== "string") throw unreadable(`data[${i}]`, "string", item);
  }
  return items;
}

/** These carry nothing, and the gateway writes `null` for it. */
function nothing(data: unknown): NoPayload {
  if (data === null || data === undefined) return null;
  return object(data, "data");
}

function call(data: unknown): Call {
  const given = object(data, "data");
  if (given.packet !== undefined) return given as Call;
  for (const name of ["id", "from", "status"]) text(given, name, "data");
  return { ...given, chatId: given.chatId ?? given.from } as Call;
}

function label(data: unknown): LabelEdit {
  const { color, ...given } = object(data, "data");
  text(given, "id", "data");
  const number = numberOf(color);
  return { ...given, name: given.name ?? "", ...(number !== undefined && { color: number }) } as unknown as LabelEdit;
}

function presence(data: unknown): PresenceUpdate {
  const given = object(data, "data");
  text(given, "id", "data");
  const presences: JsonObject = object(given.presences, "data.presences");
  for (const [jid, each] of Object.entries(presences)) {
    text(object(each, `data.presences.${jid}`), "lastKnownPresence", `data.presences.${jid}`);
  }
  return given as unknown as PresenceUpdate;
}
