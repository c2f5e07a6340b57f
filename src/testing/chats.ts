import type { ContactRow, MessageRow } from "../client/types/chat.js";
import { type Pictures, pictureOf } from "./profiles.js";
import { type FakeInstance, newId } from "./world.js";

/** A chat's row, which only some chats have: those that were written to from outside, or that something was done to. */
export interface FakeChat {
  readonly id: string;
  readonly remoteJid: string;
  name: string | null;
  /** Ids of labels; `null` when none was ever set. */
  labels: readonly string[] | null;
  unreadMessages: number;
  isArchived: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

/** The chat's row; made when it is not there yet. */
export function chatRow(instance: FakeInstance, remoteJid: string, now: number): FakeChat {
  const at = new Date(now).toISOString();
  const known = instance.chats.get(remoteJid);
  if (known) {
    known.updatedAt = at;
    return known;
  }
  const made: FakeChat = {
    id: newId.row(),
    remoteJid,
    name: null,
    labels: null,
    unreadMessages: 0,
    isArchived: false,
    createdAt: at,
    updatedAt: at,
  };
  instance.chats.set(remoteJid, made);
  return made;
}

/** Stores a message from outside, and counts it as unread in its chat. */
export function storeReceived(instance: FakeInstance, row: MessageRow, now: number): void {
  instance.messages.push(row);
  if (row.key.fromMe) return;
  const chat = chatRow(instance, row.key.remoteJid, now);
  if (row.pushName && !row.key.remoteJid.endsWith("@g.us")) chat.name = row.pushName;
  chat.unreadMessages += 1;
}

/** Contacts are those who have written, and the groups they wrote in, in the order of their first message. */
export function contactsOf(instance: FakeInstance, pictures: Pictures): ContactRow[] {
  const contacts = new Map<string, ContactRow>();
  for (const { id, key, pushName, messageTimestamp } of instance.messages) {
    if (key.fromMe) continue;
    const at = new Date(messageTimestamp * 1_000).toISOString();
    for (const remoteJid of new Set([key.remoteJid, key.participant || key.remoteJid])) {
      const old = contacts.get(remoteJid);
      const isGroup = remoteJid.endsWith("@g.us");
      const profilePicUrl = pictureOf(pictures, remoteJid);
      const isSaved = Boolean(pushName) || profilePicUrl !== null;
      contacts.set(remoteJid, {
        id: old?.id ?? contactId(id, remoteJid === key.remoteJid),
        remoteJid,
        pushName: pushName ?? old?.pushName ?? null,
        profilePicUrl,
        createdAt: old?.createdAt ?? at,
        updatedAt: at,
        instanceId: instance.id,
        isGroup,
        isSaved,
        type: isGroup ? "group" : isSaved ? "contact" : "group_member",
      });
    }
  }
  return [...contacts.values()];
}

/** A contact's row came with the first message: its id is made from that message's. */
const contactId = (rowId: string, isChat: boolean): string =>
  `${rowId.slice(0, 2)}${isChat ? "c" : "p"}${rowId.slice(3)}`;
