import * as z from "zod";
import { isWebhookError, type WebhookError, type WebhookHandlerError } from "../errors/index.js";
import { parseOptions } from "../errors/parse-options.js";
import { type Clock, systemClock } from "../internal/clock.js";
import { messageOf } from "../internal/record.js";
import type { Accept } from "./adapters/answer.js";
import { type FetchHandler, fetchAdapter } from "./adapters/fetch.js";
import { type NodeHandler, nodeAdapter } from "./adapters/node.js";
import type { Auth } from "./auth/auth.js";
import type { EventName, WebhookEvent } from "./events.js";
import { type HeadersInput, headerOf } from "./headers.js";
import { Incoming } from "./incoming.js";
import type { InboundMessage, MessageKind } from "./message/types.js";
import { parseWebhook } from "./parse.js";
import { refused, tooLarge } from "./refusal.js";
import { type Registration, type RegistrationOptions, type RegistrationTarget, registerWebhook } from "./register.js";
import { type EventNamed, type Handler, type MessageNamed, Router, type SubscribeOptions } from "./router.js";
import { statusOf } from "./status.js";

export interface WebhookOptions {
  /** Who may post. `"none"` accepts everybody and must be written out. */
  readonly auth: Auth | "none";
  /** The largest body, in bytes. The gateway's own limit is 136 MB; media as base64 makes bodies large. @default 64 MB */
  readonly bodyLimit?: number | undefined;
  /** How long a body may take to arrive, in ms. The gateway's image gives up after as long. @default 60_000 */
  readonly bodyTimeoutMs?: number | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/** A request without HTTP: `body` is text, bytes, or JSON that was decoded already. */
export interface WebhookRequest {
  readonly headers: HeadersInput;
  readonly body: unknown;
  /** The address of the connection's other end, for `ipAllowList`. */
  readonly remoteAddress?: string | undefined;
}

export interface ReceiveResult {
  /** What to answer the gateway. It decides whether the event comes again. */
  readonly status: number;
  /** Set once the event could be read, also when a handler failed. */
  readonly event?: WebhookEvent;
  /** Why the status is not 200. With several failed handlers, the first. */
  readonly error?: WebhookError;
}

/** Receives the gateway's events. Its functions need no `this`, so they can be handed to a framework as they are. */
export interface Webhook {
  /**
   * Calls `handler` with every event of that name; `"*"` sees all, unknown ones included. Handlers run one after another,
   * and one that throws does not stop the others: the gateway is answered 503 and delivers again, **and then all handlers
   * run again**. So a handler is quick and safe to repeat; anything long belongs into a queue.
   *
   * @returns a function that unsubscribes
   * @throws {InvalidArgumentError} a name that is not in the `events` table
   */
  on<Name extends EventName | "*">(
    name: Name,
    handler: Handler<EventNamed<Name>>,
    options?: SubscribeOptions,
  ): () => void;
  /**
   * Calls `handler` with every received message of that kind, in one form for all integrations; `"*"` for all kinds.
   * Includes messages typed on the instance's own phone: look at `message.fromMe` before answering.
   *
   * @returns a function that unsubscribes
   */
  onMessage<Kind extends MessageKind | "*">(
    kind: Kind,
    handler: Handler<MessageNamed<Kind>>,
    options?: SubscribeOptions,
  ): () => void;
  /** Calls `handler` with every refused request and every failed handler. Errors it throws itself are dropped. */
  onError(handler: Handler<WebhookError>, options?: SubscribeOptions): () => void;
  /** Verifies, parses and dispatches one request, and says what to answer. Never rejects. */
  receive(request: WebhookRequest): Promise<ReceiveResult>;
  /**
   * The second half of {@link receive}: parses and dispatches what came from a source that knows its sender, such as a
   * message queue. Asks no `auth`. A status other than 200 means: not done, give it again. Never rejects.
   */
  handle(body: unknown): Promise<ReceiveResult>;
  /**
   * For Hono, Next, Bun, Deno and Workers: `export const POST = webhook.fetch`. The second argument, needed for
   * `ipAllowList` only, is `{ remoteAddress }`, or what `Bun.serve` and `Deno.serve` hand on by themselves.
   */
  fetch: FetchHandler;
  /** For Express 4 and 5, Fastify and `node:http`: `app.use("/webhook", webhook.node)`, before any body parser or after one. */
  node: NodeHandler;
  /**
   * Sets an instance's webhook to post here, with the secrets that `auth` asks for and without media in the events, then
   * reads it back and compares. Replaces what was set before; safe to repeat, so call it at every start.
   *
   * @throws {InvalidArgumentError} a URL, list of events or header that cannot work
   * @throws {EvolutionError} the gateway refused it, or has not stored what was set; secrets are not shown
   * @example await webhook.register(client.instance("shop"), { url: "https://bot.example.com/webhook", events: ["MESSAGES_UPSERT"] });
   */
  register(instance: RegistrationTarget, options: RegistrationOptions): Promise<Registration>;
}

const authText = 'to be a function such as headerAuth(…) or jwtAuth(…). Write auth: "none" to accept everybody';
const timeoutText = "to be milliseconds above 0, less than 2 ** 31. The default is 60_000";
const limitText = "to be a number of bytes above 0. The default is 64 * 1024 * 1024";
const schema = z.object({
  auth: z.custom<Auth | "none">((value) => value === "none" || typeof value === "function", { error: authText }),
  bodyLimit: z
    .int({ error: limitText })
    .min(1, { error: limitText })
    .default(64 * 1024 * 1024),
  bodyTimeoutMs: z
    .number({ error: timeoutText })
    .min(1, { error: timeoutText })
    .max(2 ** 31 - 1, { error: timeoutText })
    .default(60_000),
  clock: z
    .custom<Clock>(
      (value) =>
        [(value as Clock | undefined)?.now, (value as Clock | undefined)?.sleep].every((f) => typeof f === "function"),
      { error: "to be a clock with now() and sleep()" },
    )
    .default(systemClock),
});

/**
 * @throws {InvalidArgumentError} `auth` is missing: a webhook that anybody may post to must say so
 * @example
 * const webhook = createWebhook({ auth: headerAuth({ name: "x-webhook-secret", value: secret }) });
 * webhook.onMessage("text", (message) => console.log(message.sender.phone, message.text));
 * app.use("/webhook", webhook.node);
 */
export function createWebhook(options: WebhookOptions): Webhook {
  const { auth, bodyLimit, bodyTimeoutMs, clock } = parseOptions(schema, options, ["auth"]);
  const router = new Router();

  /** The body is read only once the request may come in, or where an `auth` looks into it, so nobody else makes us read. */
  async function accept(headers: HeadersInput, read: () => unknown, remoteAddress?: string): Promise<ReceiveResult> {
    try {
      const request = new Incoming(headers, remoteAddress, read);
      if (auth !== "none") {
        const passed = auth(request);
        if (passed !== true && (await passed) !== true)
          throw refused("unauthorized", "The request did not pass `auth`: a secret or an address is missing or wrong.");
      }
      let body = request.content();
      if (body instanceof Promise) body = await body;
      const result = handle(body);
      return result instanceof Promise ? await result : result;
    } catch (cause) {
      return failed(cause);
    }
  }

  /** For adapters, whose bodies arrive in time, or were left there by a parser. */
  const acceptRead: Accept = (headers, read, remoteAddress) =>
    accept(
      headers,
      () => {
        const body = read();
        return body instanceof Promise
          ? body.then((late) => jsonOf(late, headers, bodyLimit))
          : jsonOf(body, headers, bodyLimit);
      },
      remoteAddress,
    );

  /** Without a promise where no handler made one: most deliveries need none. */
  function handle(body: unknown): ReceiveResult | Promise<ReceiveResult> {
    try {
      const event = parseWebhook(body);
      const failures = router.dispatch(event, clock.now());
      return failures instanceof Promise
        ? failures.then((late) => outcomeOf(event, late)).catch(failed)
        : outcomeOf(event, failures);
    } catch (cause) {
      return failed(cause);
    }
  }

  function outcomeOf(event: WebhookEvent, failures: readonly WebhookHandlerError[]): ReceiveResult {
    if (failures.length === 0) return { status: 200, event };
    for (const failure of failures) router.report(failure);
    return { status: statusOf("handler-failed"), event, ...(failures[0] && { error: failures[0] }) };
  }

  function failed(cause: unknown): ReceiveResult {
    const error = isWebhookError(cause)
      ? cause
      : refused(
          "unavailable",
          `The request could not be checked or read: ${messageOf(cause)}. The gateway will deliver it again.`,
          cause,
        );
    router.report(error);
    return { status: error.status, error };
  }

  return {
    on: (name, handler, subscribe) => router.on(name, handler as Handler<WebhookEvent>, subscribe),
    onMessage: (kind, handler, subscribe) => router.onMessage(kind, handler as Handler<InboundMessage>, subscribe),
    onError: (handler, subscribe) => router.onError(handler, subscribe),
    receive: ({ headers, body, remoteAddress }) =>
      accept(headers, () => jsonOf(body, headers, bodyLimit), remoteAddress),
    handle: async (body) => handle(body),
    fetch: fetchAdapter(acceptRead, { bodyLimit, bodyTimeoutMs, clock }),
    node: nodeAdapter(acceptRead, { bodyLimit, bodyTimeoutMs, clock }),
    register: (instance, options) => registerWebhook(instance, options, auth === "none" ? {} : auth.gatewayHeaders?.()),
  };
}

/** The limit holds for text and bytes; a body that was decoded by a parser in front of us has passed that one's limit. */
function jsonOf(body: unknown, headers: HeadersInput, bodyLimit: number): unknown {
  const isBytes = body instanceof Uint8Array;
  const type = headerOf(headers, "content-type");
  if (type !== undefined && type !== "application/json" && !/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw refused("wrong-type", `Expected content-type application/json, got "${type.slice(0, 80)}".`);
  }
  if (!isBytes && typeof body !== "string") return body;
  if (isBytes && body[0] === 0x1f && body[1] === 0x8b) {
    throw refused("wrong-type", "Expected a body without content-encoding, got gzip.");
  }
  if (body.length > bodyLimit || (!isBytes && bytesOf(body, bodyLimit) > bodyLimit)) throw tooLarge(bodyLimit);
  return isBytes ? new TextDecoder().decode(body) : body;
}

/** A character takes at most three bytes, so they are counted only where it matters. */
function bytesOf(text: string, limit: number): number {
  return text.length * 3 > limit ? new TextEncoder().encode(text).length : text.length;
}
