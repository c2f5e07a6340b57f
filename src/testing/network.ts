import { toJid } from "../jid/index.js";
import type { MessageContent, MessageKey } from "../types/index.js";
import { addressIn, jidOf, lidOf, nameChat, newMessageId, ownAddresses } from "./addresses.js";
import { checkContent } from "./build/checks.js";
import { phoneContext, withContext } from "./build/context.js";
import { contentOf, fileOf, type PhoneContent } from "./build/phone-content.js";
import { shownText, withText } from "./contents.js";
import type { Notify } from "./gateway-events.js";
import { Gestures } from "./gestures.js";
import type { FakeGroup } from "./groups.js";
import {
  type Arrival,
  arrivalKey,
  type InboundWorld,
  ignores,
  ownKey,
  takeMessage,
  takeOwnMessage,
} from "./inbound.js";
import { findMember, memberOf, mustBeAdmin } from "./members.js";
import { FakePhone, type OwnPhoneOptions, type PhoneLine, type PhoneOptions, type PhoneSendOptions } from "./phone.js";
import type { ChatPresence, PhoneChat, PhoneMessage } from "./phone-message.js";
import { viewOf } from "./phone-view.js";
import { Ticks } from "./ticks.js";
import { type FakeInstance, whenOnline } from "./world.js";

export interface NetworkWorld extends InboundWorld {
  readonly instances: ReadonlyMap<string, FakeInstance>;
  readonly groups: ReadonlyMap<string, FakeGroup>;
  readonly notify: Notify;
  now(): number;
}

/** Who is in a chat: the phones and the instances that see what is written there. */
interface Members {
  readonly group: FakeGroup | undefined;
  readonly phones: readonly FakePhone[];
  readonly instances: readonly FakeInstance[];
}

/** A message for a screen. */
interface Incoming extends Pick<Arrival, "group" | "id" | "content" | "at"> {
  readonly chat: string;
  /** The instance, or the number of the phone. */
  readonly from: string;
}

/** WhatsApp, as far as it goes: carries what is written on phones to instances and other phones. */
export class Network implements PhoneLine {
  readonly phones = new Map<string, FakePhone>();
  readonly #addresses = new Map<string, FakePhone>();
  readonly gestures: Gestures;
  /** The ticks on what phones write. */
  readonly ticks = new Ticks();
  readonly #world: NetworkWorld;

  constructor(world: NetworkWorld) {
    this.#world = world;
    this.gestures = new Gestures(world, this);
  }

  /** The phone with that number; made when it is first asked for. */
  phone(given: string, options: PhoneOptions): FakePhone {
    const number = given.replace(/\D/g, "");
    if (number === "") throw new Error(`Expected a phone number, got "${given}". Pass e.g. "5511999990001".`);
    const known = this.phones.get(number);
    if (known) return unchanged(known, options);
    const { addressing = "pn", name = addressing === "hidden" ? "Somebody" : number } = options;
    const lid = options.lid ?? this.#freeLid();
    const other = this.#withLid(lid);
    if (other !== undefined) throw new Error(`${other} has the LID ${lid} already. Pass another one, or none.`);
    const phone = new FakePhone(number, { name, lid, addressing }, this);
    this.phones.set(number, phone);
    for (const address of [number, jidOf(number), lidOf(phone)]) this.#addresses.set(address, phone);
    const rewritten = toJid(number) ?? number;
    if (!this.#addresses.has(rewritten)) this.#addresses.set(rewritten, phone);
    this.#world.notify("phone", { phone });
    return phone;
  }

  /** The phone behind an address, also where the gateway dropped a digit of the number. */
  phoneAt(jid: string): FakePhone | undefined {
    return this.#addresses.get(jid);
  }

  describe(chat: string): Pick<PhoneChat, "kind" | "title"> {
    const group = this.#world.groups.get(chat);
    return group ? { kind: "group", title: group.subject } : { kind: "instance", title: chat };
  }

  send(phone: FakePhone, given: PhoneContent, { to, quote, mentions }: PhoneSendOptions): MessageKey {
    const chat = this.#chatFor(to);
    const { group, phones, instances } = this.others(chat, phone);
    if (group?.announce) mustBeAdmin(group, phone);
    const quoted = quote === undefined ? undefined : phone.screen.existing(quote);
    const mentioned = mentions?.map((number) => number.replace(/\D/g, ""));
    const context = phoneContext({
      ...(quoted && {
        quote: { id: quoted.key.id, participant: this.addressOf(quoted.from, group), message: quoted.message },
      }),
      ...(mentioned && { mentions: mentioned.map((number) => this.addressOf(number, group)) }),
    });
    const content = withContext(this.#content(given), context);
    const id = newMessageId((!group && instances[0]?.integration) || "WHATSAPP-BAILEYS");
    const arrival = { author: phone, group, id, content, at: this.#world.now() };
    const incoming = { ...arrival, chat, from: phone.number };
    const shown = this.#view(phone, incoming, true);
    this.ticks.track(phone, shown, [...phones.map(({ number }) => number), ...instances.map(({ name }) => name)]);
    for (const other of phones) {
      this.show(other, incoming);
      this.ticks.delivered(id, other.number);
    }
    const posted = { ...arrival, content: this.#withAddresses(content, mentioned ?? [], group) };
    for (const instance of instances) this.arrive(instance, posted, () => this.ticks.delivered(id, instance.name));
    const [first] = instances;
    return first ? arrivalKey(arrival, first, this.#world.version) : shown.key;
  }

  fromOwnPhone(phone: FakePhone, given: PhoneContent, { from, to }: OwnPhoneOptions): MessageKey {
    const name = this.#chatFor(from);
    const instance = this.#world.instances.get(name);
    if (!instance) {
      throw new Error(`"${name}" is a group. Say whose own phone writes, and where: { from: "…", to: "${name}" }.`);
    }
    const group = to === undefined ? undefined : this.#groupOf(to, phone, instance);
    const content = this.#content(given);
    const written = { group, id: newMessageId(instance.integration), content, at: this.#world.now() };
    const chat = group?.jid ?? name;
    const { phones, instances } = group ? this.others(chat) : { phones: [phone], instances: [] };
    for (const other of phones) this.show(other, { ...written, chat, from: name });
    const author = { ...ownAddresses(instance), name };
    for (const other of instances.filter((each) => each !== instance)) this.arrive(other, { ...written, author });
    whenOnline(instance, () => {
      if (!group || !ignores(instance, { author, group }))
        takeOwnMessage(this.#world, instance, { ...written, to: phone });
    });
    return ownKey({ ...written, to: phone }, instance, this.#world.version);
  }

  type(phone: FakePhone, state: ChatPresence, to: string | undefined): void {
    const chat = this.#chatFor(to);
    const { group, phones, instances } = this.others(chat, phone);
    for (const other of phones) this.setTyping(other, chat, state);
    for (const instance of instances) {
      const { remoteJid, participant } = nameChat(phone, group, instance, this.#world.version);
      const isWatched = instance.watchedChats.has(remoteJid) && !ignores(instance, { author: phone, group });
      if (!isWatched || instance.state !== "open") continue;
      const presences = { [participant || remoteJid]: { lastKnownPresence: state } };
      this.#world.emit(instance, "presence.update", { id: remoteJid, presences });
    }
  }

  changed(phone: FakePhone, message: PhoneMessage): void {
    this.#world.notify("message", { phone, message });
  }

  /** @internal What the other side of a phone's chat is doing. */
  setTyping(phone: FakePhone, chat: string, state: ChatPresence): void {
    if (phone.screen.setTyping(chat, state)) this.#world.notify("typing", { phone, chat, state });
  }

  /** @internal Who is in a chat besides the phone itself. @throws {Error} it is a group, and the phone is not in it */
  others(chat: string, phone?: FakePhone): Members {
    const group = this.#world.groups.get(chat);
    const instances = [...this.#world.instances.values()];
    if (!group) return { group, phones: [], instances: instances.filter(({ name }) => name === chat) };
    if (phone) memberOf(group, phone);
    return {
      group,
      phones: [...this.phones.values()].filter((other) => other !== phone && findMember(group, other)),
      instances: instances.filter(({ name }) => group.instances.has(name)),
    };
  }

  /** @internal Puts a message of somebody else on a phone's screen; who typed has sent it. */
  show(phone: FakePhone, incoming: Incoming): void {
    this.setTyping(phone, incoming.chat, "paused");
    this.#view(phone, incoming, false);
  }

  /** @internal Hands a message to an instance, or keeps it until the instance is back. One that is ignored is never `taken`. */
  arrive(instance: FakeInstance, arrival: Arrival, taken?: () => void): void {
    whenOnline(instance, () => {
      if (ignores(instance, arrival)) return;
      takeMessage(this.#world, instance, arrival);
      taken?.();
    });
  }

  /** @internal How a chat's messages name an instance or a number. */
  addressOf(who: string, group: FakeGroup | undefined): string {
    const instances = [...this.#world.instances.values()];
    const instance = instances.find(({ name, ownNumber }) => name === who || ownNumber === who);
    // By its number also where the members are named by LID, as recorded mentions are.
    if (instance) return jidOf(instance.ownNumber);
    const known = this.phones.get(who);
    if (known) return addressIn(group, known);
    return group?.participants.find(({ phone }) => phone === who)?.jid ?? jidOf(who);
  }

  #view(phone: FakePhone, { chat, group, id, content, at, from }: Incoming, fromMe: boolean): PhoneMessage {
    const participant = fromMe || !group ? undefined : this.addressOf(from, group);
    const remoteJid = group?.jid ?? jidOf(this.#world.instances.get(chat)?.ownNumber ?? chat);
    const message = viewOf(phone, this.#world.media, { id, chat, remoteJid, participant, fromMe, from, content, at });
    phone.show(message);
    return message;
  }

  /** As WhatsApp carries it: where people are mentioned by LID, the text has its digits. The screens show the number. */
  #withAddresses(content: MessageContent, mentioned: readonly string[], group: FakeGroup | undefined): MessageContent {
    const text = shownText(content);
    const addressed = mentioned.reduce((words, number) => {
      return words.replaceAll(`@${number}`, `@${this.addressOf(number, group).replace(/@.*/, "")}`);
    }, text);
    return addressed === text ? content : withText(content, addressed);
  }

  /** The group that the instance's own phone writes in. */
  #groupOf(jid: string, phone: FakePhone, instance: FakeInstance): FakeGroup {
    const group = this.#world.groups.get(jid);
    if (!group)
      throw new Error(`There is no group "${jid}". Pass the \`jid\` of one, or no \`to\` to write to ${phone.name}.`);
    memberOf(group, phone);
    const own = { ...ownAddresses(instance), name: instance.name };
    memberOf(group, own);
    if (group.announce) mustBeAdmin(group, own);
    return group;
  }

  #content(given: PhoneContent): MessageContent {
    checkContent(given);
    const file = fileOf(given);
    return file ? contentOf(given, { id: this.#world.media.put(file), at: this.#world.now() }) : contentOf(given);
  }

  #withLid(lid: string): string | undefined {
    const phone = [...this.phones.values()].find((each) => each.lid === lid);
    return phone?.name ?? [...this.#world.instances.values()].find(({ ownLid }) => ownLid === lid)?.name;
  }

  #freeLid(): string {
    let lid = 190_000_000_000_001 + this.phones.size;
    while (this.#withLid(String(lid)) !== undefined) lid++;
    return String(lid);
  }

  #chatFor(to: string | undefined): string {
    const { instances, groups } = this.#world;
    const names = [...instances.keys()];
    if (to === undefined && names.length !== 1) {
      throw new Error(`Say which instance to write to, { to: "…" }: there are ${names.length} (${names.join(", ")}).`);
    }
    const chat = to ?? names[0] ?? "";
    if (instances.has(chat) || groups.has(chat)) return chat;
    throw new Error(`There is no instance "${chat}". Create it with instances.create or addInstance.`);
  }
}

/** @throws {Error} the phone was made with other options */
function unchanged(phone: FakePhone, options: PhoneOptions): FakePhone {
  for (const name of ["name", "lid", "addressing"] as const) {
    const asked = options[name];
    if (asked === undefined || asked === phone[name]) continue;
    const had = `\`${name}\` ${JSON.stringify(phone[name])}, not ${JSON.stringify(asked)}`;
    throw new Error(`The phone ${phone.number} is there already, with the ${had}. Ask for it without options.`);
  }
  return phone;
}
