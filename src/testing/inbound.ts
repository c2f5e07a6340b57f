import { isRecord, type JsonObject } from "../internal/record.js";
import type { MessageContent, MessageKey, WhatsAppMessage } from "../types/index.js";
import { jidOf, nameChat, ownAddresses } from "./addresses.js";
import { type Frame, frameOf, type GatewayVersion, messageTypeOf } from "./build/frame.js";
import { metaFrameOf } from "./build/meta-frame.js";
import { storeReceived } from "./chats.js";
import type { FakeGroup } from "./groups.js";
import { type MediaStore, mediaIdOf, type StoredMedia } from "./media.js";
import type { FakePhone } from "./phone.js";
import { unwrapped } from "./selections.js";
import { type FakeInstance, newId } from "./world.js";

/** A message on its way from a phone to an instance. */
export interface Arrival {
  readonly author: Pick<FakePhone, "number" | "lid" | "addressing" | "name">;
  readonly group: FakeGroup | undefined;
  readonly id: string;
  readonly content: MessageContent;
  /** Epoch ms. */
  readonly at: number;
  /** What the event says besides the message. */
  readonly extra?: JsonObject;
}

/** What the instance's side needs of the gateway. */
export interface InboundWorld {
  readonly version: GatewayVersion;
  readonly media: MediaStore;
  emit(instance: FakeInstance, event: string, data: unknown): void;
}

/** Whether an instance takes nothing of a chat: groups where it ignores them, people that it has blocked. */
export function ignores(instance: FakeInstance, { author, group }: Pick<Arrival, "author" | "group">): boolean {
  return group ? instance.settings.groupsIgnore === true : instance.blocked.has(jidOf(author.number));
}

/** How the gateway names a message that came from a phone. */
export function arrivalKey(
  { author, group, id }: Arrival,
  instance: FakeInstance,
  version: GatewayVersion,
): MessageKey {
  return { ...nameChat(author, group, instance, version), fromMe: false, id };
}

/** An instance takes a phone's message: stores it and posts it, with the events about contact and chat that follow each one. */
export function takeMessage(world: InboundWorld, instance: FakeInstance, arrival: Arrival): void {
  const { author, at, extra, content } = arrival;
  if (content.pollUpdateMessage !== undefined && world.version === "2.3.6") return;
  const framed = frame(world, content, instance);
  if (!framed) return;
  const key = arrivalKey(arrival, instance, world.version);
  const isBaileys = instance.integration === "WHATSAPP-BAILEYS";
  const data = {
    key,
    pushName: author.name,
    ...(isBaileys && { status: "DELIVERY_ACK" }),
    ...framed,
    messageTimestamp: Math.floor(at / 1_000),
    instanceId: instance.id,
    source: isBaileys ? "android" : "unknown",
  };
  const isNew = !instance.chats.has(key.remoteJid);
  store(instance, data, at);
  world.emit(instance, "messages.upsert", { ...withFile(world, instance, data), ...extra });
  tellOfContact(world, instance, data, isNew);
}

/** What was written on the instance's own phone: to a person, or in a group. */
export interface OwnMessage extends Omit<Arrival, "author" | "extra"> {
  readonly to: Arrival["author"];
}

/** How the gateway names what was written on the instance's own phone. */
export function ownKey({ to, group, id }: OwnMessage, instance: FakeInstance, version: GatewayVersion): MessageKey {
  const { remoteJidAlt: _, ...chat } = nameChat(group ? ownAddresses(instance) : to, group, instance, version);
  return { ...chat, fromMe: true, id };
}

/** What the person at the instance's own phone wrote: posted as ours. */
export function takeOwnMessage(world: InboundWorld, instance: FakeInstance, written: OwnMessage): void {
  const { content, at } = written;
  const key = ownKey(written, instance, world.version);
  const framed = frame(world, content, instance);
  if (instance.integration !== "WHATSAPP-BAILEYS" || !framed) return;
  const data = {
    key,
    pushName: instance.name,
    status: "SERVER_ACK",
    ...framed,
    messageTimestamp: Math.floor(at / 1_000),
    instanceId: instance.id,
    source: "android",
  };
  store(instance, data, at);
  world.emit(instance, "messages.upsert", withFile(world, instance, data));
  tellOfContact(world, instance, { ...data, pushName: "" }, false);
}

/** `undefined` for what the integration does not post. */
function frame({ version, media }: InboundWorld, content: MessageContent, instance: FakeInstance): Frame | undefined {
  switch (instance.integration) {
    case "WHATSAPP-BAILEYS":
      return frameOf(content, version);
    case "WHATSAPP-BUSINESS": {
      const file = fileIn(content, media);
      return metaFrameOf(content, { version, ...(file && { bytes: file.bytes }) });
    }
    case "EVOLUTION":
      return { message: content, messageType: messageTypeOf(content) };
  }
}

/** The file of a content, inside of whatever it is wrapped in. */
export function fileIn(content: MessageContent, media: MediaStore): StoredMedia | undefined {
  const ids = Object.values(unwrapped(content)).map(mediaIdOf);
  const id = ids.find((each) => each !== undefined);
  return id === undefined ? undefined : media.get(id);
}

function store(instance: FakeInstance, data: WhatsAppMessage, at: number): void {
  const row = { ...data, id: newId.row(), contextInfo: data.contextInfo ?? null, MessageUpdate: [] };
  storeReceived(instance, row, at);
}

/** The file itself, where the webhook asks for it: of contents without a wrapper. */
export function withFile<Message extends { readonly message: MessageContent }>(
  { media }: Pick<InboundWorld, "media">,
  instance: FakeInstance,
  data: Message,
): Message {
  const isWrapped = Object.values(data.message).some((body) => isRecord(body) && isRecord(body.message));
  const file = instance.sendsBase64 && !isWrapped ? fileIn(data.message, media) : undefined;
  if (!file) return data;
  return { ...data, message: { ...data.message, base64: Buffer.from(file.bytes).toString("base64") } };
}

/** One event about the contact and one about the chat follow every message; on Business the first only, without an address. */
function tellOfContact(world: InboundWorld, instance: FakeInstance, data: WhatsAppMessage, isNew: boolean): void {
  const { id: instanceId, integration } = instance;
  const { remoteJid } = data.key;
  const { pushName } = data;
  const kind = isNew ? "upsert" : "update";
  if (integration === "WHATSAPP-BUSINESS") {
    world.emit(instance, `contacts.${kind}`, { pushName, instanceId });
    return;
  }
  world.emit(instance, `contacts.${kind}`, { remoteJid, pushName, profilePicUrl: null, instanceId });
  const chat = { remoteJid, instanceId };
  world.emit(instance, `chats.${kind}`, integration === "EVOLUTION" ? chat : [chat]);
}
