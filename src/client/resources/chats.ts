import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { FindMessagesBody, FoundMessages } from "../types/chat.js";

/** What the gateway has stored of an instance's chats. */
export class ChatsResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Stored messages, newest first. All integrations, safe to repeat. Empty where the server does not store messages
   * (`DATABASE_SAVE_DATA_NEW_MESSAGE`). A chat may be stored under its LID, its phone, or both: ask for each.
   *
   * @example const { messages } = await shop.chats.findMessages({ where: { key: { remoteJid } }, offset: 20 });
   */
  findMessages(body: FindMessagesBody = {}, options?: RequestOptions): Promise<FoundMessages> {
    return this.#call(endpoints.findMessages, body, options);
  }
}
