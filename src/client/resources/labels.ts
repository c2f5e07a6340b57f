import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { HandledLabel, HandleLabelBody, LabelRow } from "../types/label.js";

/** The coloured labels of WhatsApp Business chats. Baileys only: the other integrations answer a {@link ValidationError}. */
export class LabelsResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /** The labels that the gateway has stored. Works without a connection; safe to repeat. */
  findLabels(options?: RequestOptions): Promise<LabelRow[]> {
    return this.#call(endpoints.findLabels, undefined, options);
  }

  /**
   * Puts a label on a chat or takes it off. Safe to repeat.
   *
   * **On 2.3.6 it always throws, after WhatsApp has done it**: the gateway cannot store it (`details[0]` is "Unable to add
   * label to chat" or alike). Fixed in 2.3.7 on Postgres.
   *
   * @throws {ApiError} it was done but not stored, see above
   * @throws {NotFoundError} the number is not on WhatsApp
   */
  handleLabel(body: HandleLabelBody, options?: RequestOptions): Promise<HandledLabel> {
    return this.#call(endpoints.handleLabel, body, options);
  }
}
