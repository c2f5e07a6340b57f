import { isRecord, type JsonObject, own } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import type { MessageContent } from "../types/index.js";
import { long } from "./build/wire.js";
import type { FakeGroup } from "./groups.js";
import type { FakeInstance } from "./world.js";

interface Quoted {
  readonly participant: string;
  readonly stanzaId: string;
  readonly quotedMessage: MessageContent;
}

/**
 * What a sent message quotes: the pair as it was given, or the stored message of that id. One that is not stored is left
 * out without a word.
 */
export function quotedOf(instance: FakeInstance, body: JsonObject): Quoted | undefined {
  const key = own(body.quoted, "key");
  const id = own(key, "id");
  if (typeof id !== "string") return undefined;
  const given = own(body.quoted, "message");
  const row = instance.messages.find((each) => each.key.id === id);
  const source = isRecord(given) ? { key, message: given as MessageContent } : row;
  if (!source) return undefined;
  const isOwn = own(source.key, "fromMe") === true;
  const author = own(source.key, "participant") || own(source.key, "remoteJid");
  const participant = isOwn ? `${instance.ownNumber}@s.whatsapp.net` : String(author);
  return { participant, stanzaId: id, quotedMessage: source.message };
}

/** In groups only what was asked for is there; in chats with one person always something is. */
export function contextInfo(
  instance: FakeInstance,
  body: JsonObject,
  group: FakeGroup | undefined,
  now: number,
): JsonObject | undefined {
  const quoted = quotedOf(instance, body);
  if (!group) {
    return {
      mentionedJid: [],
      groupMentions: [],
      ephemeralSettingTimestamp: long(Math.floor(now / 1_000) - 172_800),
      disappearingMode: { initiator: 0 },
      ...quoted,
    };
  }
  const mentionedJid = mentionedIn(group, body);
  const info = {
    ...(mentionedJid.length > 0 && { mentionedJid }),
    ...(group.ephemeralSeconds > 0 && { expiration: group.ephemeralSeconds }),
    ...quoted,
  };
  return Object.keys(info).length > 0 ? info : undefined;
}

function mentionedIn(group: FakeGroup, { mentionsEveryOne, mentioned }: JsonObject): string[] {
  if (mentionsEveryOne) return group.participants.map(({ jid }) => jid);
  if (!Array.isArray(mentioned)) return [];
  return mentioned.map((each) => toJid(String(each)) ?? String(each));
}
