import type { EventName } from "../../webhooks/events.js";
import * as chats from "./chat-events.js";
import * as instances from "./instance-events.js";
import * as messages from "./message-events.js";
import type { Scene } from "./scene.js";

const nothing = (_: object) => null;

/** What makes the `data` of each event: from what may be said about it, and where it happens. */
export const eventData = {
  "application.startup": nothing,
  call: chats.call,
  "chats.delete": chats.deletedChat,
  "chats.set": chats.namedChat,
  "chats.update": chats.chat,
  "chats.upsert": chats.newChat,
  "connection.update": instances.connection,
  "contacts.set": chats.contact,
  "contacts.update": chats.contact,
  "contacts.upsert": chats.contact,
  error: instances.errorReport,
  "group-participants.update": chats.participants,
  "groups.update": chats.groupChange,
  "groups.upsert": chats.newGroup,
  "instance.create": instances.lifecycle,
  "instance.delete": instances.lifecycle,
  "labels.association": chats.labelAssociation,
  "labels.edit": chats.label,
  "logout.instance": nothing,
  "messages.delete": messages.deletion,
  "messages.edited": messages.change,
  "messages.set": messages.history,
  "messages.update": messages.update,
  "messages.upsert": messages.upsert,
  "messaging-history.set": messages.historyProgress,
  "presence.update": chats.presence,
  "qrcode.updated": instances.qrCode,
  "remove.instance": nothing,
  "send.message": messages.sent,
  "send.message.update": messages.changeByApi,
  "status.instance": instances.finalClose,
  "typebot.change-status": instances.typebotStatus,
  "typebot.start": instances.typebotStart,
} as const satisfies Readonly<Record<EventName, (input: never, scene: Scene) => unknown>>;

export type EventData = typeof eventData;

/** Events that come before the instance was ever open, when the gateway does not know its number yet. */
export const beforeOpen: ReadonlySet<EventName> = new Set(["instance.create", "qrcode.updated", "application.startup"]);
