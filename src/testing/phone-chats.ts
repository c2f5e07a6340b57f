import type { MessageKey } from "../types/index.js";
import type { ChatPresence, PhoneChat, PhoneMessage } from "./phone-message.js";

/** Which message is meant: itself, its key, or its id. */
export type MessageRef = string | Pick<MessageKey, "id"> | Pick<PhoneMessage, "key">;

export function idOf(ref: MessageRef): string {
  if (typeof ref === "string") return ref;
  return "key" in ref ? ref.key.id : ref.id;
}

/** What stands on a phone's screens. */
export class PhoneChats {
  readonly messages: PhoneMessage[] = [];
  readonly #typing = new Map<string, "composing" | "recording">();
  readonly #describe: (id: string) => Pick<PhoneChat, "kind" | "title">;

  constructor(describe: (id: string) => Pick<PhoneChat, "kind" | "title">) {
    this.#describe = describe;
  }

  /** Latest first. */
  list(): PhoneChat[] {
    const byId = new Map<string, PhoneMessage[]>();
    for (const message of this.messages) {
      const messages = byId.get(message.chat) ?? [];
      messages.push(message);
      // Set again, so that the map is in the order of the last messages.
      byId.delete(message.chat);
      byId.set(message.chat, messages);
    }
    const chats = [...byId].map(([id, messages]) => ({
      id,
      ...this.#describe(id),
      messages,
      typing: this.#typing.get(id),
      unread: messages.filter(({ key, isRead }) => !key.fromMe && !isRead).length,
    }));
    return chats.reverse();
  }

  find(ref: MessageRef): PhoneMessage | undefined {
    const id = idOf(ref);
    return this.messages.find(({ key }) => key.id === id);
  }

  /** @throws {Error} when the phone has no such message */
  get(ref: MessageRef): PhoneMessage {
    const found = this.find(ref);
    if (found) return found;
    throw new Error(`This phone has no message ${JSON.stringify(idOf(ref))}. Pass one of its \`messages\`.`);
  }

  /** The same of those that were not deleted: nothing can be done to the others. @throws {Error} when there is none */
  existing(ref: MessageRef): PhoneMessage {
    const found = this.get(ref);
    if (found.deletedAt === undefined) return found;
    throw new Error(`The message ${JSON.stringify(found.key.id)} of ${found.from} was deleted.`);
  }

  /** Those that came in and were not read: all of them, or those up to `last` in its chat. */
  unread(last?: PhoneMessage): PhoneMessage[] {
    const upTo = last === undefined ? this.messages.length : this.messages.indexOf(last) + 1;
    return this.messages
      .slice(0, upTo)
      .filter(({ key, isRead, chat }) => !key.fromMe && !isRead && (last === undefined || chat === last.chat));
  }

  /** Answers whether something changed. */
  setTyping(chat: string, state: ChatPresence): boolean {
    if (state === "paused") return this.#typing.delete(chat);
    if (this.#typing.get(chat) === state) return false;
    this.#typing.set(chat, state);
    return true;
  }
}
