import { isRecord, type JsonObject, own } from "../../internal/record.js";
import { areSpellings, askedAddress, isLid, lidField, phoneField } from "./address.js";

/** Two addresses of one person, as the gateway said: the phone, and its LID or the spelling that somebody asked for. */
export interface Link {
  readonly phone: string;
  readonly other: string;
}

/** What an event, a message or an answer says of who is who. */
export interface Found {
  readonly links: readonly Link[];
  /** It bears the mark of Meta's Cloud API. */
  readonly isBusiness: boolean;
}

/** Where the gateway shows a message as its author sees it: there `remoteJid` may be our own address. */
const asTheAuthorSees: ReadonlySet<unknown> = new Set(["messages.edited", "send.message.update"]);
const containers = ["messages", "records", "lastMessage"] as const;
const deepest = 5;
const mostRecords = 100_000;

export function linksOfEvent(event: unknown): Found {
  if (asTheAuthorSees.has(own(event, "event"))) return { links: [], isBusiness: false };
  return new Finder(phoneField(own(event, "sender"))).find(own(event, "data"));
}

export function linksOfMessage(message: unknown): Found {
  const kind = own(message, "kind");
  const isChange = kind === "edited" || kind === "deleted" || kind === "protocol";
  return new Finder().find(isChange ? undefined : { key: own(message, "key") });
}

/** @param number what was asked for, where the answer does not say it: that of a send */
export function linksOfAnswer(answer: unknown, number: unknown): Found {
  const jid = own(own(answer, "key"), "remoteJid");
  const asked = number === undefined ? undefined : { exists: true, number, jid };
  return new Finder().find([answer, asked]);
}

/** Looks only where the gateway itself writes: never inside of what people have sent. */
class Finder {
  readonly #links = new Map<string, Link>();
  readonly #ownPhone: string | undefined;
  #isBusiness = false;
  #left = mostRecords;

  constructor(ownPhone?: string) {
    this.#ownPhone = ownPhone;
  }

  find(data: unknown): Found {
    this.#visit(data, 0);
    return { links: [...this.#links.values()], isBusiness: this.#isBusiness };
  }

  #visit(value: unknown, depth: number): void {
    if (depth > deepest || this.#left-- <= 0) return;
    if (Array.isArray(value)) for (const each of value) this.#visit(each, depth + 1);
    if (!isRecord(value)) return;
    this.#ofKey(isRecord(own(value, "key")) ? (own(value, "key") as JsonObject) : value);
    this.#ofNumber(value);
    this.#ofMember(value);
    for (const role of ["owner", "subjectOwner", "descOwner", "author"]) {
      this.#pair(own(value, role), own(value, `${role}Pn`));
    }
    for (const list of ["participants", "participantsData"]) {
      const members = own(value, list);
      if (Array.isArray(members)) for (const member of members) if (this.#left-- > 0) this.#ofMember(member);
    }
    for (const name of containers) this.#visit(own(value, name), depth + 1);
  }

  #ofKey(key: JsonObject): void {
    const field = (name: string) => own(key, name);
    const chat = field("remoteJid");
    const id = field("id") ?? field("keyId");
    if (typeof id === "string" && id.startsWith("wamid.")) this.#isBusiness = true;
    if ((phoneField(chat) ?? lidField(chat)) !== undefined) {
      this.#ofChat(chat, field);
      return;
    }
    const participant = field("participant");
    for (const name of ["participantAlt", "participantPn", "participantLid"]) this.#pair(participant, field(name));
    if (chat === "status@broadcast" && field("fromMe") === false) this.#pair(participant, field("remoteJidAlt"));
  }

  /** In messages of our own, some versions write our other address beside the chat's. */
  #ofChat(chat: unknown, field: (name: string) => unknown): void {
    const isOurs = field("fromMe") === true;
    if (isOurs && this.#ownPhone === undefined) return;
    const others = isOurs ? ["remoteJidAlt"] : ["remoteJidAlt", "previousRemoteJid", "senderPn", "senderLid"];
    for (const name of others) {
      const other = field(name);
      if (this.#ownPhone === undefined || ![chat, other].some((jid) => phoneField(jid) === this.#ownPhone)) {
        this.#pair(chat, other);
      }
    }
  }

  /** An answer to "is this number on WhatsApp?". Its `lid` is often the word `lid`. */
  #ofNumber(answer: JsonObject): void {
    if (own(answer, "exists") !== true) return;
    const [jid, asked] = [own(answer, "jid"), askedAddress(own(answer, "number"))];
    this.#pair(jid, own(answer, "lid"));
    this.#pair(jid, asked);
    const phone = phoneField(jid);
    if (phone !== undefined && asked !== undefined && !isLid(asked) && areSpellings(phone, asked)) {
      this.#add(phone, asked);
    }
  }

  #ofMember(member: unknown): void {
    if (own(member, "exists") !== undefined) return;
    const [phoneNumber, lid] = [own(member, "phoneNumber"), own(member, "lid")];
    for (const address of ["id", "jid", "remoteJid"]) {
      const jid = own(member, address);
      this.#pair(jid, phoneNumber);
      this.#pair(jid, lid);
    }
    this.#pair(phoneNumber, lid);
  }

  #pair(one: unknown, other: unknown): void {
    const phone = phoneField(one) ?? phoneField(other);
    const lid = lidField(one) ?? lidField(other);
    if (phone !== undefined && lid !== undefined) this.#add(phone, lid);
  }

  #add(phone: string, other: string): void {
    this.#links.set(`${phone} ${other}`, { phone, other });
  }
}
