import type { Clock } from "../internal/clock.js";
import type { Subscription } from "../types/index.js";
import type { Activity } from "./activity.js";
import { type Fault, type Faults, isFor, type Occasion } from "./faults.js";
import { type Envelope, eventHeaders, post, webhookHeaders } from "./webhook-post.js";
import { type FakeInstance, newId, type StoredWebhook } from "./world.js";

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
  /** The same for all tries of one post. */
  readonly id: string;
  /** Epoch ms of its end. */
  readonly at: number;
  readonly event: string;
  readonly instance: string;
  readonly url: string;
  /** From 1. */
  readonly attempt: number;
  /** What the receiver answered; `undefined` when it could not be reached, or not in time. */
  readonly status: number | undefined;
  /** What was posted, without the instance's token. */
  readonly body: Omit<Envelope, "apikey">;
}

export interface DeliveryOptions {
  readonly serverUrl: () => string;
  readonly version: string;
  /** Every instance's events go there too, without headers, after the instance's own post has ended. */
  readonly globalUrl: string | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly faults: Faults;
  readonly activity: Activity;
  readonly onAttempt: (attempt: DeliveryAttempt) => void;
}

/** One event to one address. */
interface Post {
  readonly id: string;
  readonly instance: FakeInstance;
  readonly envelope: Envelope;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it goes to the instance's own webhook. */
  readonly isOwn: boolean;
  readonly signedAt: number;
}

/** What a fault keeps back: posts of its scope, until there are enough. */
interface Held {
  readonly fault: Extract<Fault, { readonly kind: "reorder" }>;
  readonly posts: Post[];
}

/** Posts events to webhooks: in parallel, unordered, retried from memory, as the real server does. */
export class Deliveries {
  readonly attempts: DeliveryAttempt[] = [];
  readonly #options: DeliveryOptions;
  readonly #pending = new Set<Promise<void>>();
  readonly #held: Held[] = [];
  #run = new AbortController();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Posts an event if the instance subscribes to it. Does not wait for the receiver. */
  emit(instance: FakeInstance, event: string, data: unknown): void {
    const own = this.#ownPost(instance, event, data);
    const everyones = this.#globalPost(instance, event, data);
    if (!own && !everyones) return;
    this.#track(async () => {
      if (own) await this.#send(own);
      if (everyones) await this.#send(everyones);
    });
  }

  /** Resolves once every event was answered, or waits for its next try. What a fault keeps back is posted. */
  async settled(): Promise<void> {
    do {
      if (this.#held.length > 0) this.release();
      await this.#options.activity.quiet();
    } while (this.#held.length > 0);
  }

  /** Forgets what is still to be posted or retried, as a restart of the real server does. */
  async forget(): Promise<void> {
    this.#run.abort();
    this.#held.length = 0;
    await Promise.all(this.#pending);
    this.#run = new AbortController();
  }

  /** Counts the work as under way from its beginning, so that the clock does not go on before a post is made. */
  #track(work: () => Promise<void>): void {
    const tracked = this.#options.activity.during("delivery", work).finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  /** Ends early when what is to be posted is forgotten. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const { clock, activity } = this.#options;
    await activity.waiting(() => clock.sleep(ms, signal)).catch(() => {});
  }

  #ownPost(instance: FakeInstance, event: string, data: unknown): Post | undefined {
    const { webhook } = instance;
    const subscription = subscriptionOf(event);
    if (!webhook?.enabled || !/^https?:/.test(webhook.url)) return undefined;
    if (webhook.events.length > 0 && !webhook.events.includes(subscription)) return undefined;
    const url = webhook.byEvents ? `${webhook.url}/${slugOf(subscription)}` : webhook.url;
    return { ...this.#post(instance, event, data, webhook, url), isOwn: true };
  }

  #globalPost(instance: FakeInstance, event: string, data: unknown): Post | undefined {
    const { globalUrl } = this.#options;
    if (globalUrl === undefined || withoutGlobalFlag.includes(event)) return undefined;
    const destination = instance.webhook?.url ?? `${globalUrl}/${slugOf(subscriptionOf(event))}`;
    return this.#post(instance, event, data, { url: destination }, globalUrl);
  }

  #post(
    instance: FakeInstance,
    event: string,
    data: unknown,
    webhook: Pick<StoredWebhook, "url" | "headers">,
    url: string,
  ): Post {
    const now = this.#options.clock.now();
    const isPaired = instance.wasOpen && instance.integration === "WHATSAPP-BAILEYS";
    const envelope = {
      event,
      instance: instance.name,
      data,
      destination: webhook.url,
      date_time: new Date(now).toISOString(),
      ...(isPaired && { sender: `${instance.ownNumber}@s.whatsapp.net` }),
      server_url: this.#options.serverUrl(),
      apikey: instance.token,
    };
    return { id: newId.uuid(), instance, envelope, url, headers: webhook.headers ?? {}, isOwn: false, signedAt: now };
  }

  /** Holds the post against the faults of deliveries, one of each kind. */
  async #send(each: Post): Promise<void> {
    const { faults } = this.#options;
    const occasion = { event: each.envelope.event, instance: each.instance.name };
    if (faults.strike(["lose"], occasion)) return;
    const expired = faults.strike(["expired-jwt"], occasion);
    const sent = expired ? { ...each, signedAt: each.signedAt - 20 * 60_000 } : each;
    const duplicate = faults.strike(["duplicate"], occasion);
    for (let copy = 0; duplicate && copy < (duplicate.copies ?? 1); copy++) {
      this.#track(() => this.#deliver({ ...sent, id: newId.uuid() }));
    }
    const late = faults.strike(["late"], occasion);
    const { signal } = this.#run;
    if (late) await this.#sleep(late.delayMs, signal);
    if (signal.aborted) return;
    const held = this.#held.find(({ fault }) => isFor(fault, occasion)) ?? this.#hold(occasion);
    if (!held) return this.#deliver(sent);
    held.posts.push(sent);
    if (held.posts.length < (held.fault.count ?? 2)) return;
    this.#held.splice(this.#held.indexOf(held), 1);
    this.#postBackwards(held);
  }

  #hold(occasion: Occasion): Held | undefined {
    const fault = this.#options.faults.strike(["reorder"], occasion);
    if (!fault) return undefined;
    const held: Held = { fault, posts: [] };
    this.#held.push(held);
    return held;
  }

  /** Posts what faults keep back, although there are not enough for them. Answers whether there was any. */
  release(): boolean {
    const all = this.#held.splice(0);
    for (const held of all) this.#postBackwards(held);
    return all.length > 0;
  }

  /** The last one first, each after the one before it was answered. */
  #postBackwards({ posts }: Held): void {
    this.#track(async () => {
      for (const each of posts.reverse()) await this.#deliver(each);
    });
  }

  async #deliver({ id, instance, envelope, url, headers, isOwn, signedAt }: Post): Promise<void> {
    const { clock, random, version, onAttempt } = this.#options;
    const { signal } = this.#run;
    const named = isOwn && version.startsWith("2.4") ? eventHeaders(instance, envelope.event, clock.now()) : {};
    const signed = await webhookHeaders(headers, signedAt, named).catch(() => undefined);
    if (signed === undefined) return;
    const request = { url, headers: signed, body: JSON.stringify(envelope) };
    const { apikey: _, ...body } = envelope;
    for (let attempt = 1; attempt <= policy.attempts; attempt++) {
      const status = await this.#try(request, signal);
      if (signal.aborted) return;
      const made = { id, at: clock.now(), event: body.event, instance: body.instance, url, attempt, status, body };
      this.attempts.push(made);
      onAttempt(made);
      if (status !== undefined && ((status >= 200 && status < 300) || policy.final.includes(status))) return;
      const delay = Math.min(policy.initialDelayMs * 2 ** (attempt - 1), policy.maxDelayMs);
      const jittered = Math.max(policy.initialDelayMs, delay * (0.8 + 0.4 * random()));
      if (attempt < policy.attempts) await this.#sleep(jittered, signal);
      if (signal.aborted) return;
    }
  }

  /** One try, given up when the gateway's own time says so. */
  async #try(request: Parameters<typeof post>[0], stop: AbortSignal): Promise<number | undefined> {
    const answered = new AbortController();
    const timeout = new AbortController();
    const { clock, activity } = this.#options;
    clock.sleep(policy.timeoutMs, answered.signal).then(
      () => timeout.abort(),
      () => {},
    );
    const signal = AbortSignal.any([timeout.signal, stop]);
    const status = await activity.during({ receiver: request.url }, () => post(request, signal));
    answered.abort();
    return status;
  }
}

const subscriptionOf = (event: string) => event.replace(/[.-]/g, "_").toUpperCase() as Subscription;
const slugOf = (subscription: string) => subscription.toLowerCase().replaceAll("_", "-");

/** The environment has no switch for these, so the global webhook never gets them. */
const withoutGlobalFlag = ["remove.instance", "logout.instance", "status.instance", "groups.upsert"];
