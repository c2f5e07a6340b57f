import type { MessageRow, MessageStatusRow } from "../client/types/chat.js";
import { isRecord, type JsonObject, own } from "../internal/record.js";
import { isAtLeast } from "../internal/version.js";
import { contactsOf } from "./chats.js";
import { ok, type Reply } from "./reply.js";
import type { RouteContext } from "./routes.js";
import type { FakeInstance } from "./world.js";

/** `offset` is the page size, in spite of its name; `limit` does nothing. */
function paged<T>(found: readonly T[], { page, offset }: JsonObject, defaultSize: number) {
  const size = positive(offset) ?? defaultSize;
  const number = positive(page) ?? 1;
  return { size, number, items: found.slice((number - 1) * size, number * size) };
}

/** What is no number above 0 counts as left out. */
export function positive(value: unknown): number | undefined {
  const number = Math.floor(Number(value));
  return number > 0 ? number : undefined;
}

/** A filter on seconds by two ISO dates: one alone does nothing. */
function isWithin(seconds: number, time: unknown): boolean {
  const [gte, lte] = [Date.parse(String(own(time, "gte"))), Date.parse(String(own(time, "lte")))];
  if (Number.isNaN(gte) || Number.isNaN(lte)) return true;
  return seconds * 1_000 >= gte && seconds * 1_000 <= lte;
}

/** Stored messages, newest first. `fromMe: false` does not filter, and `remoteJidAlt` counts only without `remoteJid`. */
export function findMessages({ instance, body }: RouteContext): Reply {
  const where = own(body, "where");
  const key = own(where, "key");
  const onBaileys = instance.integration === "WHATSAPP-BAILEYS";
  const fields = ["id", "remoteJid", "participant"];
  if (onBaileys && own(key, "remoteJid") === undefined) fields.push("remoteJidAlt");
  const matches = (row: MessageRow) =>
    ["id", "messageType", "source"].every((field) => isWanted(own(where, field), row[field as "id"])) &&
    fields.every((field) => isWanted(own(key, field), row.key[field as "id"])) &&
    (own(key, "fromMe") !== true || row.key.fromMe) &&
    isWithin(row.messageTimestamp, own(where, "messageTimestamp"));
  const found = instance.messages.filter(matches).reverse();
  const { size, number, items } = paged(found, body, 50);
  const records = items.map(messageRow);
  return ok({ messages: { total: found.length, pages: Math.ceil(found.length / size), currentPage: number, records } });
}

const isWanted = (wanted: unknown, have: unknown): boolean => wanted === undefined || wanted === have;

/** A stored message as it is shown: its status is only among its updates. */
function messageRow(row: MessageRow) {
  return {
    id: row.id,
    key: row.key,
    pushName: row.pushName ?? null,
    messageType: row.messageType,
    message: asStored(row.message),
    messageTimestamp: row.messageTimestamp,
    instanceId: row.instanceId,
    source: row.source,
    contextInfo: asStored(row.contextInfo ?? null),
    MessageUpdate: row.MessageUpdate.map(({ status }) => ({ status })),
  };
}

/** What goes into the database as bytes comes out of it as base64. */
function asStored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStored);
  if (!isRecord(value)) return value;
  const numbers = Object.entries(value);
  const isBytes = numbers.length > 0 && numbers.every(([name, byte], index) => name === String(index) && isByte(byte));
  if (isBytes) return Buffer.from(Object.values(value) as number[]).toString("base64");
  return Object.fromEntries(numbers.map(([name, each]) => [name, asStored(each)]));
}

const isByte = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256;

/** Every status that messages have had, oldest message first. */
export function findStatusMessage({ instance, body }: RouteContext): Reply {
  const remoteJid = own(body.where, "remoteJid");
  const id = own(body.where, "id");
  const found = instance.messages
    .filter(({ key }) => isWanted(remoteJid, key.remoteJid) && isWanted(id, key.id))
    .flatMap((row) => statusRows(instance, row));
  return ok(paged(found, body, 50).items);
}

/** On the Business integration statuses name the recipient, and are not the instance's own. */
function statusRows(instance: FakeInstance, row: MessageRow): MessageStatusRow[] {
  const { key, id, MessageUpdate } = row;
  const onBusiness = instance.integration === "WHATSAPP-BUSINESS";
  return MessageUpdate.map(({ status }, index) => ({
    id: `${id.slice(0, -2)}${String(index).padStart(2, "0")}`,
    keyId: key.id,
    remoteJid: key.remoteJid,
    fromMe: onBusiness ? false : key.fromMe,
    participant: onBusiness ? key.remoteJid : (key.participant ?? null),
    pollUpdates: null,
    status,
    messageId: id,
    instanceId: instance.id,
  }));
}

/** Without a page size everything is answered. Before 2.3.7 only `remoteJid` filters. */
export function findContacts({ instance, body, state }: RouteContext): Reply {
  const filters = isAtLeast(state.version, "2.3.7")
    ? (["remoteJid", "id", "pushName"] as const)
    : (["remoteJid"] as const);
  const found = contactsOf(instance, state).filter((contact) =>
    filters.every((field) => isWanted(own(body.where, field), contact[field])),
  );
  return ok(paged(found, body, Number.POSITIVE_INFINITY).items);
}

/** Chats are those with messages, newest first. */
export function findChats({ instance, body, state }: RouteContext): Reply {
  const wanted = own(body.where, "remoteJid");
  const time = own(body.where, "messageTimestamp");
  const contacts = new Map(contactsOf(instance, state).map((contact) => [contact.remoteJid, contact]));
  const latest = new Map<string, MessageRow>();
  for (const row of instance.messages) {
    // Set again, so that the map is in the order of the last messages.
    latest.delete(row.key.remoteJid);
    latest.set(row.key.remoteJid, row);
  }
  const found = [...latest.values()].reverse();
  const chats = found
    .filter(({ key, messageTimestamp }) => isWanted(wanted, key.remoteJid) && isWithin(messageTimestamp, time))
    .map((row) => {
      const { remoteJid, fromMe } = row.key;
      const contact = contacts.get(remoteJid);
      return {
        id: contact?.id ?? null,
        remoteJid,
        pushName: fromMe ? null : (row.pushName ?? null),
        profilePicUrl: contact?.profilePicUrl ?? null,
        updatedAt: new Date(row.messageTimestamp * 1_000).toISOString(),
        ...windowOf(instance.chats.get(remoteJid)?.createdAt, state.now()),
        lastMessage: lastMessage(row),
        unreadCount: instance.chats.get(remoteJid)?.unreadMessages ?? null,
        isSaved: contact !== undefined,
      };
    });
  const skip = positive(body.skip) ?? 0;
  return ok(chats.slice(skip, skip + (positive(body.take) ?? chats.length)));
}

const dayMs = 86_400_000;

/** A day from the making of the chat's row, whatever was written since. */
function windowOf(createdAt: string | undefined, now: number) {
  if (createdAt === undefined) return { windowStart: null, windowExpires: null, windowActive: false };
  const expires = Date.parse(createdAt) + dayMs;
  return { windowStart: createdAt, windowExpires: new Date(expires).toISOString(), windowActive: now < expires };
}

/** Files are taken out of it: what stays of an image is its caption. */
function lastMessage(row: MessageRow) {
  const message = Object.fromEntries(
    Object.entries(row.message).map(([kind, content]) => {
      const caption = own(content, "caption");
      const isFile = own(content, "mediaKey") !== undefined || own(content, "directPath") !== undefined;
      return [kind, isFile ? { ...(caption !== undefined && { caption }) } : asStored(content)];
    }),
  );
  const { MessageUpdate: _, ...shown } = messageRow(row);
  return {
    ...shown,
    message,
    pushName: row.key.fromMe ? "Você" : (row.pushName ?? null),
    participant: null,
    sessionId: null,
    status: row.status ?? null,
  };
}

export function findChatByRemoteJid({ query, instance }: RouteContext): Reply {
  const remoteJid = query.get("remoteJid");
  if (!remoteJid) return { status: 400, body: { error: "remoteJid is a required query parameter" } };
  const chat = instance.chats.get(remoteJid);
  if (!chat) return ok(null);
  const { isArchived: _, ...row } = chat;
  return ok({ ...row, instanceId: instance.id });
}
