import { isRecord, type JsonObject } from "../../internal/record.js";
import type { EventName, EventPayloads } from "../events.js";
import { numberOf } from "../message/values.js";
import type { Call, LabelEdit, PresenceUpdate } from "../payloads/chats.js";
import type { NoPayload } from "../payloads/instances.js";
import type { MessageUpdate } from "../payloads/messages.js";
import { listOf, object, unreadable, withTexts } from "./expect.js";
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
  "chats.delete": (data) => listOf(data, "data", jid),
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
  "messages.update": update,
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
  return (data) => withTexts(object(data, "data"), "data", names) as Payload;
}

function records<Item>(data: unknown): Item[] {
  return listOf(data, "data", (item, path) => object(item, path) as Item);
}

function jid(value: unknown, path: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw unreadable(path, "string", value);
}

/** These carry nothing, whatever the gateway writes for it. */
function nothing(data: unknown): NoPayload {
  return isRecord(data) ? data : null;
}

function call(data: unknown): Call {
  const given = object(data, "data");
  if (given.packet !== undefined) return given as Call;
  const whole: JsonObject = { ...given, from: given.from ?? given.chatId, chatId: given.chatId ?? given.from };
  return withTexts(whole, "data", ["id", "from", "status"]) as Call;
}

function label(data: unknown): LabelEdit {
  const { color, ...given } = withTexts(object(data, "data"), "data", ["id"]);
  const number = numberOf(color);
  return { ...given, name: given.name ?? "", ...(number !== undefined && { color: number }) } as unknown as LabelEdit;
}

/** A person whose presence cannot be read is left out. */
function presence(data: unknown): PresenceUpdate {
  const given = withTexts(object(data, "data"), "data", ["id"]);
  const presences = isRecord(given.presences) ? given.presences : {};
  const readable = Object.entries(presences).filter(
    ([, each]) => isRecord(each) && typeof each.lastKnownPresence === "string",
  );
  return { ...given, presences: Object.fromEntries(readable) } as unknown as PresenceUpdate;
}

/** A status; or, from 2.3.7 on, an edit or votes, which may go without one. */
function update(data: unknown): MessageUpdate {
  const given = object(data, "data");
  const mayBeWithout = given.message !== undefined || given.pollUpdates !== undefined;
  return withTexts(given, "data", mayBeWithout ? ["keyId"] : ["keyId", "status"]) as unknown as MessageUpdate;
}
