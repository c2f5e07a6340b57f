import type { Clock } from "../internal/clock.js";
import { isRecord, own } from "../internal/record.js";
import type { MessageContent, SentMessage } from "../types/index.js";
import { acknowledge } from "./acks.js";
import { jidOf, lidOf, ownAddresses } from "./addresses.js";
import { withContext } from "./build/context.js";
import { withText } from "./contents.js";
import type { Faults, MessageFault } from "./faults.js";
import { withFile } from "./inbound.js";
import { isAdminOf } from "./members.js";
import type { Network, NetworkWorld } from "./network.js";
import type { PhoneMessage } from "./phone-message.js";
import { type FakeInstance, newId } from "./world.js";

/** A message that a route has accepted. */
export interface Accepted {
  readonly route: string;
  readonly instance: FakeInstance;
  /** What the route stores, answers and posts as `send.message`; the last two with the file, where the webhook asks for it. */
  readonly shown: SentMessage;
  /** What a phone gets, where that is not the same. */
  readonly content: MessageContent;
}

type RowFault = Extract<MessageFault, { readonly kind: "row" }>;

/** An own message that was edited or deleted for everybody. */
export type MessageChange = { readonly instance: FakeInstance; readonly remoteJid: string; readonly id: string } & (
  | { readonly type: "edit"; readonly text: string }
  | { readonly type: "delete" }
);

/** Sends what instances write to where it belongs: the row, `send.message`, the phones, and the acks that come back. */
export class Outbound {
  readonly #world: NetworkWorld;
  readonly #network: Network;
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #signal: () => AbortSignal;

  constructor(world: NetworkWorld, network: Network, faults: Faults, clock: Clock, signal: () => AbortSignal) {
    this.#world = world;
    this.#network = network;
    this.#faults = faults;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Everything that happens between the socket and the answer of a send, and what WhatsApp does with it. Gives the answer. */
  accept({ route, instance, shown, content }: Accepted): SentMessage {
    const occasion = { route, instance: instance.name };
    const hasLids = instance.integration === "WHATSAPP-BAILEYS";
    const canHave = (fault: RowFault) => fault.row !== "lid" || hasLids;
    this.#store(instance, shown, this.#faults.strike(["row"], occasion, canHave));
    const answered = withFile(this.#world, instance, shown);
    this.#world.emit(instance, "send.message", answered);
    const lost = this.#faults.strike(["pending", "refused"], occasion);
    const phone = this.#network.phoneAt(shown.key.remoteJid);
    if (lost?.kind === "refused") acknowledge(this.#world, instance, shown.key.id, "error", phone);
    if (lost) return answered;
    acknowledge(this.#world, instance, shown.key.id, "server", phone);
    const context = isRecord(shown.contextInfo) ? shown.contextInfo : undefined;
    const isAnswer = typeof own(context, "stanzaId") === "string" && content.conversation !== undefined;
    this.#deliver(instance, shown, isAnswer ? withContext(content, context) : content);
    if (phone) acknowledge(this.#world, instance, shown.key.id, "delivered", phone);
    return answered;
  }

  /**
   * A message is edited or deleted for everyone. WhatsApp takes that only from who wrote it, and deletions from the group's
   * admins too.
   */
  change({ instance, remoteJid, id, ...change }: MessageChange): void {
    const at = this.#clock.now();
    const { chat, group, phones } = this.#chatAt(instance, remoteJid);
    const isAdmin = group !== undefined && isAdminOf(group, ownAddresses(instance));
    const changesOf = ({ from, message }: PhoneMessage) => {
      if (change.type === "delete") return from === instance.name || isAdmin ? { deletedAt: at } : {};
      return from === instance.name ? { message: withText(message, change.text), editedAt: at } : {};
    };
    this.#network.gestures.change({ chat, id }, changesOf, phones);
  }

  /** The instance has read messages: their authors see two blue ticks, in groups once all others have read them too. */
  read(instance: FakeInstance, keys: readonly unknown[]): void {
    for (const key of keys) this.#network.ticks.read(String(own(key, "id")), instance.name);
  }

  /** The instance types in a chat, or stops. From then on the chat is one whose presence it is told. */
  type(instance: FakeInstance, jid: string, presence: string): void {
    instance.watchedChats.add(jid);
    const phone = this.#network.phoneAt(jid);
    instance.watchedChats.add(phone ? lidOf(phone) : jid);
    const state = presence === "composing" || presence === "recording" ? presence : "paused";
    const { chat, phones } = this.#chatAt(instance, jid);
    for (const each of phones) this.#network.setTyping(each, chat, state);
  }

  /** The phones of a chat that an instance names so, and what they call it. */
  #chatAt(instance: FakeInstance, remoteJid: string) {
    const group = this.#world.groups.get(remoteJid);
    if (group) return { group, chat: group.jid, phones: this.#network.others(group.jid).phones };
    const phone = this.#network.phoneAt(remoteJid);
    return { group, chat: instance.name, phones: phone ? [phone] : [] };
  }

  #deliver(instance: FakeInstance, { key }: SentMessage, content: MessageContent): void {
    const { id, remoteJid } = key;
    const at = this.#clock.now();
    const { chat, group, phones } = this.#chatAt(instance, remoteJid);
    const reaction = content.reactionMessage;
    if (isRecord(reaction)) {
      const target = { chat, id: String(own(reaction.key, "id")) };
      this.#network.gestures.applyReaction(target, instance.name, String(reaction.text ?? ""), phones);
    }
    const me = { ...ownAddresses(instance), name: instance.name };
    for (const phone of phones) {
      this.#network.show(phone, { chat, group, id, content, at, from: instance.name });
    }
    for (const other of this.#world.instances.values()) {
      const isThere = group ? group.instances.has(other.name) : remoteJid === jidOf(other.ownNumber);
      if (other !== instance && isThere) this.#network.arrive(other, { author: me, group, id, content, at });
    }
  }

  #store(instance: FakeInstance, shown: SentMessage, fault: RowFault | undefined): void {
    const row = { pushName: null, contextInfo: null, ...shown, id: newId.row(), MessageUpdate: [] };
    if (fault?.row === "never") return;
    if (fault?.row === "late") {
      this.#clock.sleep(fault.lateMs ?? 5_000, this.#signal()).then(
        () => void instance.messages.push(row),
        () => {},
      );
      return;
    }
    const phone = fault ? this.#network.phoneAt(shown.key.remoteJid) : undefined;
    const key = phone ? { ...shown.key, remoteJid: lidOf(phone) } : shown.key;
    instance.messages.push({ ...row, key });
  }
}
