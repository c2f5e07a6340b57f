import type { Integration, SentMessage, Subscription, WhatsAppMessage } from "../types/index.js";
import type { Call, ChatRecord, ContactRecord, LabelAssociation, LabelEdit, PresenceUpdate } from "./payloads/chats.js";
import type { GroupParticipantsUpdate, GroupRecord, GroupUpdate } from "./payloads/groups.js";
import type {
  ConnectionUpdate,
  GatewayErrorReport,
  InstanceLifecycle,
  InstanceStatus,
  NoPayload,
  QrCodeUpdate,
  TypebotStart,
  TypebotStatusChange,
} from "./payloads/instances.js";
import type {
  HistoryProgress,
  MessageChange,
  MessageDeletion,
  MessageHistory,
  MessageUpdate,
} from "./payloads/messages.js";

/** Each event and what its `data` is. */
export interface EventPayloads {
  "application.startup": NoPayload;
  call: Call;
  "chats.delete": string[];
  "chats.set": ChatRecord[];
  "chats.update": ChatRecord[];
  "chats.upsert": ChatRecord[];
  "connection.update": ConnectionUpdate;
  "contacts.set": ContactRecord[];
  "contacts.update": ContactRecord[];
  "contacts.upsert": ContactRecord[];
  error: GatewayErrorReport;
  "group-participants.update": GroupParticipantsUpdate;
  "groups.update": GroupUpdate[];
  "groups.upsert": GroupRecord[];
  "instance.create": InstanceLifecycle;
  "instance.delete": InstanceLifecycle;
  "labels.association": LabelAssociation;
  "labels.edit": LabelEdit;
  "logout.instance": NoPayload;
  "messages.delete": MessageDeletion;
  "messages.edited": MessageChange;
  "messages.set": MessageHistory;
  "messages.update": MessageUpdate;
  "messages.upsert": WhatsAppMessage;
  "messaging-history.set": HistoryProgress;
  "presence.update": PresenceUpdate;
  "qrcode.updated": QrCodeUpdate;
  "remove.instance": NoPayload;
  "send.message": SentMessage;
  "send.message.update": MessageChange;
  "status.instance": InstanceStatus;
  "typebot.change-status": TypebotStatusChange;
  "typebot.start": TypebotStart;
}

export type EventName = keyof EventPayloads;

/** An event in its spellings, and where it comes from. */
export interface EventRow {
  /** Dotted, as it is delivered and as it is written here. */
  readonly name: EventName;
  /** The name to subscribe with; `null` where the gateway's environment decides. */
  readonly subscription: Subscription | "MESSAGING_HISTORY_SET" | null;
  /** The end of the URL when the webhook is set to `byEvents`. */
  readonly slug: string;
  /** The integrations that emit it. None: the gateway has the name and never emits it. */
  readonly integrations: readonly Integration[];
  /** The gateway that brought it; left out where 2.3.6 has it. */
  readonly since?: string;
  /** The subscription never matches: it comes only by these outlets, when they are set up for all instances. */
  readonly onlyBy?: readonly ("sqs" | "websocket")[];
}

const baileys = ["WHATSAPP-BAILEYS"] as const;
const withBusiness = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS"] as const;
const withEvolution = ["WHATSAPP-BAILEYS", "EVOLUTION"] as const;
const all = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"] as const;

/** Every event by its dotted name: how it is subscribed to, its slug, and which integrations emit it. */
export const events = {
  "application.startup": row("application.startup", "APPLICATION_STARTUP", []),
  call: row("call", "CALL", baileys),
  "chats.delete": row("chats.delete", "CHATS_DELETE", baileys),
  "chats.set": row("chats.set", "CHATS_SET", baileys),
  "chats.update": row("chats.update", "CHATS_UPDATE", withEvolution),
  "chats.upsert": row("chats.upsert", "CHATS_UPSERT", withEvolution),
  "connection.update": row("connection.update", "CONNECTION_UPDATE", baileys),
  "contacts.set": row("contacts.set", "CONTACTS_SET", []),
  "contacts.update": row("contacts.update", "CONTACTS_UPDATE", withBusiness),
  "contacts.upsert": row("contacts.upsert", "CONTACTS_UPSERT", all),
  error: row("error", null, all),
  "group-participants.update": row("group-participants.update", "GROUP_PARTICIPANTS_UPDATE", baileys),
  "groups.update": { ...row("groups.update", "GROUP_UPDATE", baileys), onlyBy: ["sqs", "websocket"] },
  "groups.upsert": row("groups.upsert", "GROUPS_UPSERT", baileys),
  "instance.create": row("instance.create", "INSTANCE_CREATE", all),
  "instance.delete": row("instance.delete", "INSTANCE_DELETE", all),
  "labels.association": row("labels.association", "LABELS_ASSOCIATION", baileys),
  "labels.edit": row("labels.edit", "LABELS_EDIT", baileys),
  "logout.instance": row("logout.instance", "LOGOUT_INSTANCE", baileys),
  "messages.delete": row("messages.delete", "MESSAGES_DELETE", baileys),
  "messages.edited": row("messages.edited", "MESSAGES_EDITED", baileys),
  "messages.set": row("messages.set", "MESSAGES_SET", baileys),
  "messages.update": row("messages.update", "MESSAGES_UPDATE", withBusiness),
  "messages.upsert": row("messages.upsert", "MESSAGES_UPSERT", all),
  "messaging-history.set": { ...row("messaging-history.set", "MESSAGING_HISTORY_SET", baileys), since: "2.4.0" },
  "presence.update": row("presence.update", "PRESENCE_UPDATE", baileys),
  "qrcode.updated": row("qrcode.updated", "QRCODE_UPDATED", baileys),
  "remove.instance": row("remove.instance", "REMOVE_INSTANCE", all),
  "send.message": row("send.message", "SEND_MESSAGE", all),
  "send.message.update": row("send.message.update", "SEND_MESSAGE_UPDATE", baileys),
  "status.instance": row("status.instance", "STATUS_INSTANCE", baileys),
  "typebot.change-status": row("typebot.change-status", "TYPEBOT_CHANGE_STATUS", all),
  "typebot.start": row("typebot.start", "TYPEBOT_START", all),
} as const satisfies { readonly [Name in EventName]: EventRow & { readonly name: Name } };

function row<Name extends EventName, Wire extends EventRow["subscription"]>(
  name: Name,
  subscription: Wire,
  integrations: readonly Integration[],
) {
  return { name, subscription, slug: name.replaceAll(".", "-"), integrations };
}

/** Slugs and subscriptions; the latter once more as the rule of the gateway makes them, which for groups is another. */
const spellings: ReadonlyMap<string, EventName> = new Map(
  Object.values<EventRow>(events).flatMap(({ name, slug, subscription }): [string, EventName][] => [
    [name, name],
    [slug, name],
    [slug.replaceAll("-", "_").toUpperCase(), name],
    ...(subscription ? [[subscription, name] as [string, EventName]] : []),
  ]),
);

/**
 * The dotted name of an event in any of its spellings: `messages.upsert`, `MESSAGES_UPSERT` or `messages-upsert`.
 *
 * @returns `undefined` for a name that is in no spelling an event of the {@link events} table
 */
export function toEventName(spelling: string): EventName | undefined {
  return spellings.get(spelling);
}

/** One delivery from the gateway: its body without the key it may carry. Fields this version does not know are kept. */
export interface EventOf<Name extends string, Data> {
  /** The dotted name. */
  event: Name;
  /** The instance's name; empty on `error`. */
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

/** An event that a newer gateway added. `data` is as it came, and may be `null`. */
export type UnknownEvent = EventOf<UnknownEventName, unknown>;

/** Ask {@link isUnknownEvent} first, then `event.event` narrows `event.data`. */
export type WebhookEvent = KnownEvent | UnknownEvent;

/** True for an event whose name is in the {@link events} table. */
export function isKnownEvent(event: WebhookEvent): event is KnownEvent {
  return isEventName(event.event);
}

/** True for an event whose name is not in the {@link events} table. After `if (isUnknownEvent(event)) return;` the name narrows the payload. */
export function isUnknownEvent(event: WebhookEvent): event is UnknownEvent {
  return !isEventName(event.event);
}

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(events, name);
}
