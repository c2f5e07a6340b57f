import type { MessageContent, MessageKey } from "../types/index.js";
import { type Ack, acknowledge } from "./acks.js";
import { addressIn, jidOf, nameChat, newMessageId } from "./addresses.js";
import { contents } from "./build/contents.js";
import { messageTypeOf, protocolData } from "./build/frame.js";
import { withText } from "./contents.js";
import { type Arrival, ignores } from "./inbound.js";
import type { Network, NetworkWorld } from "./network.js";
import type { FakePhone, PhoneGestures } from "./phone.js";
import type { PhoneMessage } from "./phone-message.js";
import { pollOf, unwrapped } from "./selections.js";
import { type FakeInstance, whenOnline } from "./world.js";

const texts: readonly string[] = ["conversation", "extendedTextMessage"];
const captioned: readonly string[] = ["imageMessage", "videoMessage", "documentMessage"];

/** The message that something is done to. */
export interface Target {
  readonly chat: string;
  readonly id: string;
}

/** What people do to messages that are there already. It shows on every screen that has the message. */
export class Gestures implements PhoneGestures {
  readonly #world: NetworkWorld;
  readonly #network: Network;

  constructor(world: NetworkWorld, network: Network) {
    this.#world = world;
    this.#network = network;
  }

  react(phone: FakePhone, message: PhoneMessage, emoji: string): void {
    const at = this.#world.now();
    this.#network.others(message.chat, phone);
    this.applyReaction(targetOf(message), phone.number, emoji);
    this.#tell(phone, message, (key) => contents.reaction({ key, emoji, at }));
  }

  vote(phone: FakePhone, message: PhoneMessage, options: readonly string[]): void {
    const poll = pollOf(message.message);
    if (!poll) throw new Error(`The message of ${message.from} is no poll: ${JSON.stringify(message.text)}.`);
    const unknown = options.find((option) => !poll.options.includes(option));
    if (unknown !== undefined) {
      const offered = poll.options.map((option) => JSON.stringify(option)).join(", ");
      throw new Error(`The poll of ${message.from} has no option ${JSON.stringify(unknown)}: it has ${offered}.`);
    }
    if (poll.selectable > 0 && options.length > poll.selectable) {
      throw new Error(`The poll of ${message.from} allows ${poll.selectable} of its options, not ${options.length}.`);
    }
    const voters = [addressIn(this.#network.others(message.chat, phone).group, phone)];
    const vote = options.length > 0 ? [{ voter: phone.number, options: [...options] }] : [];
    this.change(targetOf(message), ({ votes }) => ({
      votes: [...votes.filter(({ voter }) => voter !== phone.number), ...vote],
    }));
    const pollUpdates = poll.options.map((name) => ({ name, voters: options.includes(name) ? voters : [] }));
    const at = this.#world.now();
    this.#tell(phone, message, (key) => contents.pollVote({ key, options, at }), { pollUpdates });
  }

  edit(phone: FakePhone, message: PhoneMessage, text: string): void {
    const kind = messageTypeOf(unwrapped(message.message));
    const isText = texts.includes(kind);
    if (!isText && !captioned.includes(kind)) throw new Error(`Only texts and captions can be edited, not a ${kind}.`);
    this.#network.others(message.chat, phone);
    const at = this.#world.now();
    const shown = withText(message.message, text);
    // What quoted or mentioned is a plain text then.
    const edited = isText ? { conversation: text } : shown;
    this.change(targetOf(message), () => ({ message: shown, editedAt: at }));
    const also = (instance: FakeInstance, { id: keyId, remoteJid }: MessageKey) => {
      if (this.#world.version === "2.3.6") return;
      const update = { keyId, remoteJid, fromMe: false, status: "SERVER_ACK", message: edited };
      this.#world.emit(instance, "messages.update", { ...update, instanceId: instance.id });
    };
    this.#protocol(phone, message, (key) => contents.edit({ key, message: edited, at }), also);
  }

  revoke(phone: FakePhone, message: PhoneMessage): void {
    const at = this.#world.now();
    this.#network.others(message.chat, phone);
    this.change(targetOf(message), () => ({ deletedAt: at }));
    const status = this.#world.version === "2.3.6" ? {} : { status: "DELETED" };
    const also = (instance: FakeInstance, key: MessageKey) => {
      this.#world.emit(instance, "messages.delete", { ...key, ...status });
    };
    this.#protocol(phone, message, (key) => contents.revoke({ key }), also);
  }

  read(phone: FakePhone, messages: readonly PhoneMessage[]): void {
    for (const message of messages) {
      phone.change(message, { isRead: true });
      this.#network.ticks.read(message.key.id, phone.number);
      this.#acknowledge(phone, message, "read");
    }
  }

  play(phone: FakePhone, message: PhoneMessage): void {
    if (!message.isRead) this.read(phone, [message]);
    this.#acknowledge(phone, message, "played");
  }

  /** @internal An empty emoji takes the reaction back. */
  applyReaction(target: Target, from: string, emoji: string, phones?: Iterable<FakePhone>): void {
    const reaction = emoji === "" ? [] : [{ from, emoji }];
    this.change(
      target,
      ({ reactions }) => ({
        reactions: [...reactions.filter((each) => each.from !== from), ...reaction],
      }),
      phones,
    );
  }

  /** @internal Changes a message on every screen of the chat that shows it; one that was deleted stays as it is. */
  change(
    { chat, id }: Target,
    changesOf: (message: PhoneMessage) => Partial<PhoneMessage>,
    phones: Iterable<FakePhone> = this.#network.phones.values(),
  ): void {
    for (const phone of phones) {
      const message = phone.screen.find(id);
      if (message?.chat === chat && message.deletedAt === undefined) phone.change(message, changesOf(message));
    }
  }

  #acknowledge(phone: FakePhone, { from, key }: PhoneMessage, ack: Ack): void {
    const instance = this.#world.instances.get(from);
    if (instance) whenOnline(instance, () => acknowledge(this.#world, instance, key.id, ack, phone));
  }

  /** Sends every instance of the chat a content about a message, whose key is as that instance has it. */
  #tell(
    phone: FakePhone,
    message: PhoneMessage,
    contentFor: (key: MessageKey) => MessageContent,
    extra?: NonNullable<Arrival["extra"]>,
  ): void {
    const { group, instances } = this.#network.others(message.chat, phone);
    for (const instance of instances) {
      const { remoteJid } = nameChat(phone, group, instance, this.#world.version);
      const participant = group ? this.#network.addressOf(message.from, group) : "";
      const key = { remoteJid, fromMe: message.from === instance.name, id: message.key.id, participant };
      const arrival = {
        author: phone,
        group,
        id: newMessageId(instance.integration),
        content: contentFor(key),
        at: this.#world.now(),
        ...(extra && { extra }),
      };
      this.#network.arrive(instance, arrival);
    }
  }

  /** Posts an edit or a deletion, of which only Baileys tells. `also` is what follows it for a message that is stored. */
  #protocol(
    phone: FakePhone,
    message: PhoneMessage,
    contentFor: (key: MessageKey) => MessageContent,
    also: (instance: FakeInstance, key: MessageKey) => void,
  ): void {
    const { id } = message.key;
    const { group, instances } = this.#network.others(message.chat, phone);
    for (const instance of instances.filter(({ integration }) => integration === "WHATSAPP-BAILEYS")) {
      const named = nameChat(phone, group, instance, this.#world.version);
      // As the author has it: a chat with the instance's number.
      const theirs = group
        ? { remoteJid: group.jid, participant: named.participant ?? "" }
        : { remoteJid: jidOf(instance.ownNumber) };
      whenOnline(instance, () => {
        if (ignores(instance, { author: phone, group })) return;
        const content = contentFor({ ...theirs, fromMe: true, id });
        this.#world.emit(instance, "messages.edited", protocolData(content));
        if (instance.messages.some(({ key }) => key.id === id)) also(instance, { ...named, fromMe: false, id });
      });
    }
  }
}

const targetOf = ({ chat, key }: PhoneMessage): Target => ({ chat, id: key.id });
