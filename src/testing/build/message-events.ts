import type { MessageContent, MessageKey, MessageStatus, SentMessage } from "../../types/index.js";
import { contents } from "./contents.js";
import { withContext } from "./context.js";
import { frameOf, protocolData } from "./frame.js";
import { chatKey, groupKey } from "./keys.js";
import { keyOf, messageOf, personOf, phoneContent } from "./message.js";
import { type ContentInput, instanceId, type MessageInput } from "./options.js";
import type { Scene } from "./scene.js";
import { compact, long, phoneJid, seconds } from "./wire.js";

/** Events about messages. */

/** A message of any content; a text where nothing else is said. */
export type AnyMessage = MessageInput & Partial<ContentInput> & { readonly text?: string };

export const upsert = (input: AnyMessage, { settings, newId, at }: Scene) =>
  messageOf({ at, ...input, content: contentIn(input) }, settings, newId);

/** Its keys say less than those of new messages. */
export const history = (
  { messages = [{ text: "an old message" }] }: { readonly messages?: readonly AnyMessage[] },
  scene: Scene,
) =>
  messages.map((each) => {
    const { key, ...message } = upsert(each, scene);
    const { remoteJid, fromMe, id } = key;
    return { ...message, key: { remoteJid, fromMe, id } };
  });

function contentIn({ content, text = "oi" }: AnyMessage): MessageContent {
  return content ?? contents.text({ text });
}

/** What a send answers, as the gateway posts it. */
export function sent(input: AnyMessage, { settings, at, newId }: Scene): SentMessage {
  const { integration, version, ownNumber } = settings;
  const id = input.id ?? newId("gateway");
  const { remoteJid } = keyOf({ ...input, fromMe: true }, settings, id);
  const common = {
    key: { remoteJid, fromMe: true, id },
    messageTimestamp: seconds(input.at ?? at),
    instanceId,
  };
  const content = phoneContent({ ...input, content: contentIn(input) }, phoneJid(ownNumber));
  if (integration === "WHATSAPP-BAILEYS") {
    const isReaction = content.reactionMessage !== undefined;
    const frame = frameOf(isReaction ? content : withContext(content, chatContext(at)), version);
    return { ...common, pushName: "Você", status: "PENDING", ...frame, source: "web" };
  }
  const { message, messageType } = frameOf(content, version);
  const shown = { ...common, message, messageType, source: "unknown" };
  return integration === "EVOLUTION" ? shown : { ...shown, status: "PENDING" };
}

/** What the gateway adds to all it sends: what it knows of the chat's settings. */
const chatContext = (at: number) => ({
  mentionedJid: [],
  groupMentions: [],
  ephemeralSettingTimestamp: long(seconds(at) - 172_800),
  disappearingMode: { initiator: 0 },
});

export interface UpdateInput extends Pick<MessageInput, "from" | "lid" | "addressing"> {
  /** The message's id: what the send answered as `key.id`. */
  readonly id?: string;
  /** @default "DELIVERY_ACK", on Business "DELIVERED" */
  readonly status?: MessageStatus;
}

export function update({ id, status, ...person }: UpdateInput, scene: Scene) {
  const { settings, newId, rowId, chatOf } = scene;
  const remoteJid = chatOf(person);
  const isMeta = settings.integration === "WHATSAPP-BUSINESS";
  return {
    keyId: id ?? newId("gateway"),
    remoteJid,
    // Meta's status says whose number it is about, and the gateway takes that for the author.
    fromMe: !isMeta,
    ...(isMeta && { participant: remoteJid }),
    status: status ?? (isMeta ? "DELIVERED" : "DELIVERY_ACK"),
    instanceId,
    messageId: rowId(),
  };
}

export interface ChangeInput extends Pick<MessageInput, "from" | "lid" | "addressing" | "group" | "fromMe"> {
  /** The changed message's id. */
  readonly id?: string;
  /** The new text. @default "edited" */
  readonly text?: string;
  /** The new content, where it is no text. */
  readonly content?: MessageContent;
  /** It was deleted for everyone. @default false */
  readonly deleted?: boolean;
}

/** The other side, or with `fromMe` the person at the instance's phone, edits or deletes a message. */
export function change(input: ChangeInput, scene: Scene) {
  const { id = scene.newId(), text = "edited", content = { conversation: text }, deleted = false } = input;
  const key = keyForItsAuthor(input, scene, id);
  const protocol = deleted ? contents.revoke({ key }) : contents.edit({ key, message: content, at: scene.at });
  return protocolData(protocol) ?? {};
}

/** An author's phone calls its own messages `fromMe`, and a chat by who is on the other side. */
function keyForItsAuthor(input: ChangeInput, { settings }: Scene, id: string): MessageKey {
  if (input.group !== undefined) {
    const { remoteJid, participant = "" } = keyOf(input, settings, id);
    return { remoteJid, fromMe: true, id, participant };
  }
  const other = input.fromMe ? personOf(input, settings).number : settings.ownNumber;
  return { remoteJid: phoneJid(other), fromMe: true, id };
}

/** The gateway edits through its API. */
export function changeByApi({ from, id, text = "edited" }: Pick<ChangeInput, "from" | "id" | "text">, scene: Scene) {
  return {
    key: { remoteJid: scene.chatOf({ from }), fromMe: true, id: id ?? scene.newId("gateway") },
    editedMessage: { extendedTextMessage: { text } },
    timestampMs: scene.at,
    type: 14,
  };
}

export interface DeletionInput extends Pick<MessageInput, "from" | "lid" | "addressing" | "group"> {
  readonly id?: string;
  /** Through the gateway's API: then the stored message comes with it. @default false */
  readonly byApi?: boolean;
  /** What it was, with `byApi`. @default "oops" */
  readonly text?: string;
}

export function deletion({ id, byApi = false, text = "oops", group, ...person }: DeletionInput, scene: Scene) {
  const { settings, newId, rowId, at } = scene;
  const author = personOf(person, settings);
  const chat = group === undefined ? chatKey(author, settings.integration, settings.version) : groupKey(author, group);
  if (!byApi) return { ...chat, fromMe: false, id: id ?? newId() };
  const key = { id: id ?? newId("gateway"), fromMe: true, deleted: true, remoteJid: chat.remoteJid };
  const row = { id: rowId(), instanceId, key, messageType: "conversation", status: "DELETED", source: "web" };
  return {
    ...row,
    messageTimestamp: seconds(at),
    pushName: "Você",
    participant: null,
    message: { conversation: text },
  };
}

export const historyProgress = ({
  messageCount = 1,
  chatCount = 1,
  contactCount = 1,
  progress = 100,
}: {
  readonly messageCount?: number;
  readonly chatCount?: number;
  readonly contactCount?: number;
  /** Percent. */
  readonly progress?: number;
}) => compact({ messageCount, chatCount, contactCount, progress });
