import { isValidationError } from "../../errors/index.js";
import type { Subscription } from "../../types/index.js";
import type { RequestOptions } from "../call.js";
import { type Endpoint, endpoints } from "../endpoints/index.js";
import { kafka, nats, rabbitmq, sqs, websocket } from "../endpoints/outlets.js";
import type { InstanceCall } from "../instance.js";
import type { OutletName, OutletRow, PusherRow, SetOutletBody, SetPusherBody } from "../types/outlet.js";
import type { SetWebhookBody, WebhookRow } from "../types/webhook.js";

/** Where an instance's events go. */
export class EventsResource {
  readonly webhook: WebhookResource;
  readonly websocket: OutletResource;
  readonly rabbitmq: OutletResource;
  /** When the server runs SQS in global mode, `set` does nothing. */
  readonly sqs: OutletResource;
  readonly nats: OutletResource;
  readonly kafka: OutletResource;
  readonly pusher: PusherResource;

  constructor(call: InstanceCall) {
    this.webhook = new WebhookResource(call);
    this.websocket = new OutletResource(call, "websocket", websocket);
    this.rabbitmq = new OutletResource(call, "rabbitmq", rabbitmq);
    this.sqs = new OutletResource(call, "sqs", sqs);
    this.nats = new OutletResource(call, "nats", nats);
    this.kafka = new OutletResource(call, "kafka", kafka);
    this.pusher = new PusherResource(call);
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
   * `{}` or `false` to clear them. The list of event names differs by server version: names that this one does not know
   * are left out and the rest is set, so compare the answer's `events` where each of them matters.
   *
   * @throws {ValidationError} none of the event names is known to this server
   * @example await shop.events.webhook.set({ enabled: true, url: "https://bot.example.com/webhook", events: ["MESSAGES_UPSERT"] });
   */
  async set(body: SetWebhookBody, options?: RequestOptions): Promise<WebhookRow> {
    const send = (webhook: SetWebhookBody) => this.#call<WebhookRow>(endpoints.webhookSet, { webhook }, options);
    try {
      return await send(body);
    } catch (error) {
      const events = knownEvents(error, body.events);
      if (events.length === 0) throw error;
      return send({ ...body, events });
    }
  }

  /** The stored webhook, `null` when none was ever set. Safe to repeat. */
  find(options?: RequestOptions): Promise<WebhookRow | null> {
    return this.#call(endpoints.webhookFind, undefined, options);
  }
}

/** A broker or socket that the server is connected to. All integrations; the operator enables it with an environment variable. */
export class OutletResource {
  readonly #call: InstanceCall;
  readonly #name: OutletName;
  readonly #endpoints: Readonly<Record<"set" | "find", Endpoint>>;

  constructor(call: InstanceCall, name: OutletName, endpoints: Readonly<Record<"set" | "find", Endpoint>>) {
    this.#call = call;
    this.#name = name;
    this.#endpoints = endpoints;
  }

  /**
   * Replaces which events are published. Safe to repeat.
   *
   * @throws {ValidationError} an event name that this server version does not know
   * @throws {ApiError} the outlet is disabled on the server: the gateway answers nothing, or a 500
   * @example await shop.events.rabbitmq.set({ enabled: true, events: ["MESSAGES_UPSERT", "CONNECTION_UPDATE"] });
   */
  set(body: SetOutletBody, options?: RequestOptions): Promise<OutletRow> {
    return this.#call(this.#endpoints.set, { [this.#name]: body }, options);
  }

  /**
   * What is stored, `null` when nothing was ever set. Safe to repeat.
   *
   * @throws {ApiError} the outlet is disabled on the server: the gateway answers nothing
   */
  find(options?: RequestOptions): Promise<OutletRow | null> {
    return this.#call(this.#endpoints.find, undefined, options);
  }
}

/** A Pusher app of your own. All integrations. */
export class PusherResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Replaces the app and which events it gets. Safe to repeat. Works, and publishes nothing, while Pusher is disabled on
   * the server.
   *
   * @throws {ValidationError} a missing field, or an event name that this server version does not know
   */
  set(body: SetPusherBody, options?: RequestOptions): Promise<PusherRow> {
    return this.#call(endpoints.pusherSet, { pusher: body }, options);
  }

  /**
   * The stored app with its secret, `null` when none was ever set. Safe to repeat.
   *
   * @throws {ApiError} Pusher is disabled on the server: the gateway answers nothing
   */
  find(options?: RequestOptions): Promise<PusherRow | null> {
    return this.#call(endpoints.pusherFind, undefined, options);
  }
}

/** Those of the events that a server takes which has refused others, naming all it knows. An empty list means all there. */
function knownEvents(error: unknown, events: readonly Subscription[]): readonly Subscription[] {
  if (!isValidationError(error)) return [];
  const lists = error.details.map((text) => /^webhook\.events\[\d+\] is not one of enum values: (.+)$/.exec(text)?.[1]);
  const known = lists.find((list) => list !== undefined)?.split(",") ?? [];
  const kept = events.filter((name) => known.includes(name));
  return kept.length < events.length ? kept : [];
}
