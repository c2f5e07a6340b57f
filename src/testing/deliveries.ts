import { SignJWT } from "jose";
import type { Clock } from "../internal/clock.js";
import type { Subscription } from "../types/index.js";
import type { FakeInstance } from "./world.js";

/** How the real server posts webhooks: its environment's defaults. */
const policy = {
  attempts: 10,
  initialDelayMs: 5_000,
  maxDelayMs: 300_000,
  timeoutMs: 30_000,
  final: [400, 401, 403, 404, 422],
};

/** One try to post an event. */
export interface DeliveryAttempt {
  readonly event: string;
  readonly instance: string;
  readonly url: string;
  /** From 1. */
  readonly attempt: number;
  /** What the receiver answered; `undefined` when it could not be reached. */
  readonly status: number | undefined;
}

export interface DeliveryOptions {
  readonly serverUrl: () => string;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Posts events to the instances' webhooks: in parallel, unordered, retried from memory, as the real server does. */
export class Deliveries {
  readonly attempts: DeliveryAttempt[] = [];
  readonly #options: DeliveryOptions;
  readonly #pending = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Posts an event if the instance subscribes to it. Does not wait for the receiver. */
  emit(instance: FakeInstance, event: string, data: unknown): void {
    const { webhook } = instance;
    const subscription = event.replace(/[.-]/g, "_").toUpperCase() as Subscription;
    if (!webhook?.enabled || !/^https?:/.test(webhook.url)) return;
    if (webhook.events.length > 0 && !webhook.events.includes(subscription)) return;
    const slug = subscription.toLowerCase().replaceAll("_", "-");
    const url = webhook.byEvents ? `${webhook.url}/${slug}` : webhook.url;
    const body = JSON.stringify({
      event,
      instance: instance.name,
      data,
      destination: webhook.url,
      date_time: new Date(this.#options.clock.now()).toISOString(),
      ...(instance.wasOpen &&
        instance.integration === "WHATSAPP-BAILEYS" && { sender: `${instance.ownNumber}@s.whatsapp.net` }),
      server_url: this.#options.serverUrl(),
      apikey: instance.token,
    });
    const delivery = this.#deliver(instance, event, url, body).finally(() => this.#pending.delete(delivery));
    this.#pending.add(delivery);
  }

  /** Resolves once every event posted so far was taken, or given up. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Forgets what is still to be retried, as a restart of the real server does. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.settled();
  }

  async #deliver(instance: FakeInstance, event: string, url: string, body: string): Promise<void> {
    const { clock, random } = this.#options;
    const headers = await this.#headers(instance.webhook?.headers ?? {}).catch(() => undefined);
    // An empty jwt_key throws on the real server too: the event is lost.
    if (headers === undefined) return;
    for (let attempt = 1; attempt <= policy.attempts; attempt++) {
      const status = await this.#post(url, headers, body);
      this.attempts.push({ event, instance: instance.name, url, attempt, status });
      if (status !== undefined && ((status >= 200 && status < 300) || policy.final.includes(status))) return;
      const delay = Math.min(policy.initialDelayMs * 2 ** (attempt - 1), policy.maxDelayMs);
      const jittered = Math.max(policy.initialDelayMs, delay * (0.8 + 0.4 * random()));
      if (attempt < policy.attempts) await clock.sleep(jittered, this.#stop.signal).catch(() => {});
      if (this.#stop.signal.aborted) return;
    }
  }

  /** `jwt_key` is not sent: it signs one token, before the first attempt, that all attempts carry. */
  async #headers({ jwt_key, ...headers }: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const plain = { "content-type": "application/json", "user-agent": "axios/1.12.2", ...headers };
    if (jwt_key === undefined) return plain;
    const iat = Math.floor(this.#options.clock.now() / 1_000);
    const token = await new SignJWT({ iat, exp: iat + 600, app: "evolution", action: "webhook" })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .sign(new TextEncoder().encode(jwt_key));
    return { ...plain, authorization: `Bearer ${token}` };
  }

  async #post(url: string, headers: Record<string, string>, body: string): Promise<number | undefined> {
    const signal = AbortSignal.any([AbortSignal.timeout(policy.timeoutMs), this.#stop.signal]);
    try {
      const response = await fetch(url, { method: "POST", headers, body, signal });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return undefined;
    }
  }
}
