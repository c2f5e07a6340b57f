import { parseJid, toJid } from "../../jid/index.js";
import type { MessageKey } from "../../types/index.js";
import { isKey } from "../decode/messages.js";
import type { MessageChange, MessageDeletion } from "../payloads/messages.js";
import { bodyOf, protocol } from "./content.js";
import { contextOf, mentionsOf } from "./context.js";
import type { Draft } from "./draft.js";
import { chatOf, personOf, senderOf } from "./people.js";
import type { Chat, Sender } from "./types.js";
import { unwrap } from "./unwrap.js";
import { epochMs } from "./values.js";

/** What is known of where a message comes from. */
interface Place {
  readonly chat: Chat;
  readonly sender: Sender;
  readonly fromMe: boolean;
}

interface Envelope {
  readonly instance: string;
  /** The instance's own JID. */
  readonly sender?: string;
}

/** The message of a `messages.edited`; `undefined` for a notice that is about no message. */
export function changeBySomebody(event: Envelope, data: MessageChange, receivedAt: number): Draft | undefined {
  return isKey(data.key)
    ? changed(event, data, data.key, placeOfChange(data.key, event.sender), receivedAt)
    : undefined;
}

/** The message of a `send.message.update`: an edit through the gateway, whose key is as we see it. */
export function changeByUs(event: Envelope, data: MessageChange, receivedAt: number): Draft | undefined {
  if (!isKey(data.key)) return undefined;
  return changed(event, data, data.key, placeOf(data.key, event.sender), receivedAt);
}

/** The message of a `messages.delete`. */
export function deletion({ instance, sender }: Envelope, data: MessageDeletion, receivedAt: number): Draft {
  const draft = draftOf(instance, data.key, placeOf(data.key, sender), receivedAt, data);
  draft.kind = "deleted";
  draft.deleted = { key: data.key };
  return draft;
}

function changed(
  { instance }: Envelope,
  data: MessageChange,
  key: MessageKey,
  place: Place,
  receivedAt: number,
): Draft {
  const draft = draftOf(instance, key, place, epochMs(data.timestampMs) ?? receivedAt, data);
  protocol(draft, { ...data });
  if (data.type === "MESSAGE_EDIT") {
    const { content } = unwrap(data.editedMessage);
    draft.mentions = mentionsOf(contextOf(undefined, content, bodyOf(content)));
  }
  return draft;
}

function draftOf(instanceName: string, key: MessageKey, place: Place, sentAt: number, raw: unknown): Draft {
  const { chat, sender, fromMe } = place;
  const flags = { ephemeral: false, viewOnce: false, forwarded: false };
  return { kind: "unknown", id: key.id, key, instanceName, chat, sender, fromMe, sentAt, mentions: [], ...flags, raw };
}

function placeOf(key: MessageKey, own: string | undefined): Place {
  const chat = chatOf(key);
  return { chat, sender: senderOf(key, chat, own, undefined), fromMe: key.fromMe === true };
}

/**
 * The keys of `messages.edited` are as the author sees them: `fromMe` is the author's, and a one-to-one chat is named by
 * the author's counterpart. When that is our own number, the other side did it, and nothing says who that is. When it is
 * another phone number, we did. A LID may be either.
 */
function placeOfChange(key: MessageKey, own: string | undefined): Place {
  const chat = chatOf(key);
  if (chat.kind !== "user") {
    const author = key.fromMe === true ? senderOf({ ...key, fromMe: false }, chat, own, undefined) : nobody;
    return { chat, sender: author.jid === chat.jid ? nobody : author, fromMe: isSame(author.jid, own) };
  }
  const isOurs =
    typeof own === "string" && own !== "" && parseJid(chat.jid)?.kind === "phone" && !isSame(chat.jid, own);
  if (isOurs) return { chat, sender: personOf(own), fromMe: true };
  return { chat: { jid: "", kind: "user" }, sender: nobody, fromMe: false };
}

const nobody: Sender = { jid: "" };

/** Whether two JIDs are one address, on whichever device. */
function isSame(jid: string, own: string | undefined): boolean {
  const one = parseJid(jid);
  const other = typeof own === "string" ? parseJid(own) : undefined;
  if (one === undefined || other === undefined) return false;
  // The other side may know a number without the digit that its country has added.
  return (toJid(one.user) ?? one.user) === (toJid(other.user) ?? other.user) && one.server === other.server;
}
