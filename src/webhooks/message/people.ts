import { type JidKind, parseJid } from "../../jid/index.js";
import type { MessageKey } from "../../types/index.js";
import type { Chat, Person, Sender } from "./types.js";
import { textOf, type Writable } from "./values.js";

/** A person from an address and, where known, the other one. */
export function personOf(jid: string, alt?: unknown): Writable<Person> {
  const person: Writable<Person> = { jid };
  learn(person, jid);
  learn(person, alt);
  return person;
}

/** Notes the digits of an address and answers its kind. What was learned first stays. */
function learn(person: Writable<Person>, jid: unknown): JidKind | undefined {
  if (typeof jid !== "string" || jid === "") return undefined;
  if (jid.endsWith("@s.whatsapp.net") && isDigits(jid, jid.length - 15)) {
    person.phone ??= jid.slice(0, -15);
    return "phone";
  }
  const parsed = parseJid(jid);
  if (parsed === undefined || !isDigits(parsed.user, parsed.user.length)) return parsed?.kind;
  if (parsed.kind === "phone") person.phone ??= parsed.user;
  else if (parsed.kind === "lid") person.lid ??= parsed.user;
  return parsed.kind;
}

function isDigits(text: string, end: number): boolean {
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return end > 0;
}

/** The chat a message belongs to. */
export function chatOf(key: MessageKey): Chat {
  const { remoteJid, remoteJidAlt } = key;
  const chat: Writable<Chat> = { jid: remoteJid, kind: "user" };
  const kind = learn(chat, remoteJid);
  if (kind === "group" || kind === "broadcast" || kind === "newsletter" || kind === "status") chat.kind = kind;
  else if (remoteJidAlt !== undefined) learn(chat, remoteJidAlt);
  else learnFromOlder(chat, key);
  return chat;
}

/** 2.3.1 to 2.3.4 have the other address in fields of their own. */
function learnFromOlder(
  chat: Writable<Chat>,
  key: MessageKey & { senderPn?: unknown; previousRemoteJid?: unknown },
): void {
  learn(chat, key.previousRemoteJid);
  if (key.fromMe !== true) learn(chat, key.senderPn);
}

/**
 * Who wrote it: the participant in groups and statuses, the chat's person otherwise, ourselves (`own`, the envelope's
 * `sender`) for messages of this instance.
 */
export function senderOf(key: MessageKey, chat: Chat, own: unknown, pushName: unknown): Sender {
  const person = authorOf(key, chat, own);
  if (typeof pushName === "string" && pushName !== "") person.name = pushName;
  return person;
}

function authorOf(key: MessageKey, chat: Chat, own: unknown): Writable<Sender> {
  const participant = chat.kind === "user" ? undefined : textOf(key.participant);
  if (participant !== undefined) {
    return personOf(participant, key.participantAlt ?? (chat.kind === "status" ? key.remoteJidAlt : undefined));
  }
  if (key.fromMe === true) return personOf(typeof own === "string" ? own : "");
  // A group without a participant says nothing of who wrote.
  if (chat.kind === "group" || chat.kind === "status") return personOf("");
  const person: Writable<Sender> = { jid: chat.jid };
  if (chat.phone !== undefined) person.phone = chat.phone;
  if (chat.lid !== undefined) person.lid = chat.lid;
  return person;
}
