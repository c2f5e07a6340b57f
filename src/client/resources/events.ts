import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { SetWebhookBody, WebhookRow } from "../types/webhook.js";

/** Where an instance's events go. */
export class EventsResource {
  readonly webhook: WebhookResource;

  constructor(call: InstanceCall) {
    this.webhook = new WebhookResource(call);
  }
}

/** The instance's webhook. All integrations. */
export class WebhookResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Replaces the webhook. Safe to repeat. `headers`, `byEvents` and `base64` keep their old value when left out: pass
   * `{}` or `false` to clear them.
   *
   * @throws {ValidationError} an event name that this server version does not know
   * @example await shop.events.webhook.set({ enabled: true, url: "https://bot.example.com/webhook", events: ["MESSAGES_UPSERT"] });
   */
  set(body: SetWebhookBody, options?: RequestOptions): Promise<WebhookRow> {
    return this.#call(endpoints.webhookSet, { webhook: body }, options);
  }

  /** The stored webhook, `null` when none was ever set. Safe to repeat. */
  find(options?: RequestOptions): Promise<WebhookRow | null> {
    return this.#call(endpoints.webhookFind, undefined, options);
  }
}
