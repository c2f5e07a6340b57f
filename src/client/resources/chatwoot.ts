import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { ChatwootAnswer, ChatwootRow, SetChatwootBody } from "../types/chatwoot.js";

/** The instance's Chatwoot inbox. All integrations. Every call but `webhook` needs Chatwoot enabled on the server. */
export class ChatwootResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Joins the instance to a Chatwoot account, or leaves it with `enabled: false`. Safe to repeat.
   *
   * @throws {ValidationError} a required field is missing, or Chatwoot is disabled on the server
   * @example await shop.chatwoot.set({ enabled: true, accountId: "1", token, url: "https://chat.example.com", signMsg: true, reopenConversation: true, conversationPending: false });
   */
  set(body: SetChatwootBody, options?: RequestOptions): Promise<ChatwootAnswer> {
    return this.#call(endpoints.setChatwoot, body, options);
  }

  /**
   * The stored configuration with its token; empty and `enabled: false` when none was ever set. Safe to repeat.
   *
   * @throws {ValidationError} Chatwoot is disabled on the server
   */
  find(options?: RequestOptions): Promise<ChatwootRow> {
    return this.#call(endpoints.findChatwoot, undefined, options);
  }

  /**
   * Hands the gateway an event as Chatwoot posts it; useful behind a relay of your own, and in tests. Not repeated: it may
   * send a message.
   *
   * The route asks for no key, so whoever reaches it can send messages through the instance: keep it off the internet.
   * The answer says nothing about a message.
   */
  webhook(body: Readonly<Record<string, unknown>>, options?: RequestOptions): Promise<unknown> {
    return this.#call(endpoints.chatwootWebhook, body, options);
  }
}
