import * as z from "zod";
import { isWebhookError, type WebhookError, type WebhookHandlerError } from "../errors/index.js";
import { parseOptions } from "../errors/parse-options.js";
import { type Clock, systemClock } from "../internal/clock.js";
import { messageOf } from "../internal/record.js";
import type { Logger } from "../types/index.js";
import type { Accept } from "./adapters/answer.js";
import { type FetchHandler, fetchAdapter } from "./adapters/fetch.js";
import { type NodeHandler, nodeAdapter } from "./adapters/node.js";
import type { Auth } from "./auth/auth.js";
import { jsonOf } from "./body.js";
import { createDedupe, type DedupeOptions } from "./dedupe.js";
import { logged } from "./delivery-log.js";
import type { EventName, WebhookEvent } from "./events.js";
import type { MessageFilter } from "./filter.js";
import type { HeadersInput } from "./headers.js";
import { Incoming } from "./incoming.js";
import type { InboundMessage, MessageKind } from "./message/types.js";
import type { Middleware } from "./middleware.js";
import { parseWebhook } from "./parse.js";
import { refused } from "./refusal.js";
import { type Registration, type RegistrationOptions, type RegistrationTarget, registerWebhook } from "./register.js";
import { type EventNamed, type MessageNamed, Router } from "./router.js";
import { statusOf } from "./status.js";
import type { Handler, SubscribeOptions } from "./subscription.js";

export interface WebhookOptions {
  /** Who may post. `"none"` accepts everybody and must be written out. */
  readonly auth: Auth | "none";
  /** The largest body, in bytes. The gateway's own limit is 136 MB; media as base64 makes bodies large. @default 64 MB */
  readonly bodyLimit?: number | undefined;
  /** How long a body may take to arrive, in ms. The gateway's image gives up after as long. @default 60_000 */
  readonly bodyTimeoutMs?: number | undefined;
  /**
   * How copies of an event are known again: each is handled once, and its copies are answered 200. `false`: every delivery
   * runs the handlers. @default in memory, 24 h, 100,000 messages
   */
  readonly dedupe?: false | DedupeOptions | undefined;
  /** Gets one line per delivery: event, instance, message id, kind, outcome, duration. @default none: nothing is logged */
  readonly logger?: Logger | undefined;
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
  /** Set for a copy of an event that was handled, or that was being handled: no handler ran for this one. */
  readonly duplicate?: true;
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
   * As {@link on}, until the handler has succeeded once. While it runs it is given no other event; when it fails it stays, so
   * the event that is delivered again is given to it again.
   */
  once<Name extends EventName | "*">(
    name: Name,
    handler: Handler<EventNamed<Name>>,
    options?: SubscribeOptions,
  ): () => void;
  /** Ends every subscription of that handler to that name. A delivery that is being dispatched still runs it. */
  off<Name extends EventName | "*">(name: Name, handler: Handler<EventNamed<Name>>): void;
  /**
   * Calls `handler` with every received message of that kind, in one form for all integrations; `"*"` for all kinds.
   * Includes messages typed on the instance's own phone: ask for `{ fromMe: false }` before answering.
   *
   * @returns a function that unsubscribes
   * @throws {InvalidArgumentError} an unknown kind, or a filter that asks for something unknown
   * @example webhook.onMessage("text", { fromMe: false, chat: "user" }, (message) => console.log(message.text));
   */
  onMessage<Kind extends MessageKind | "*">(
    kind: Kind,
    filter: MessageFilter,
    handler: Handler<MessageNamed<Kind>>,
    options?: SubscribeOptions,
  ): () => void;
  onMessage<Kind extends MessageKind | "*">(
    kind: Kind,
    handler: Handler<MessageNamed<Kind>>,
    options?: SubscribeOptions,
  ): () => void;
  /** Calls `handler` with every refused request and every failed handler. Errors it throws itself are dropped. */
  onError(handler: Handler<WebhookError>, options?: SubscribeOptions): () => void;
  /**
   * Puts a function around the handlers of every event, in the order of `use`: for a transaction, a trace, a switch. It is
   * given the event and `next`, and not asked for copies. What it throws is answered 503, as a failed handler is; one that
   * never calls `next` swallows the event, and that counts as handled. Calling `next` twice is an error.
   *
   * @example webhook.use(async (event, next) => { if (event.instance !== "test") await next(); });
   */
  use(middleware: Middleware): void;
  /** Verifies, parses, de-duplicates and dispatches one request, and says what to answer. Never rejects. */
  receive(request: WebhookRequest): Promise<ReceiveResult>;
  /**
   * The second half of {@link receive}: parses, de-duplicates and dispatches what came from a source that knows its sender, such as a
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
const isLogger = (value: unknown): boolean =>
  (["info", "warn", "error"] as const).every((level) => typeof (value as Logger | null)?.[level] === "function");
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
  logger: z
    .custom<Logger>(isLogger, { error: "to be a logger with info(), warn() and error(). Pass console, or pino()" })
    .optional(),
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
  const { auth, bodyLimit, bodyTimeoutMs, clock, logger } = parseOptions(schema, options, ["auth"]);
  const dedupe = options.dedupe === false ? undefined : createDedupe(options.dedupe, clock, failed);
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

  const accepting = logger ? logged(logger, clock, accept) : accept;

  /** For adapters, whose bodies arrive in time, or were left there by a parser. */
  const acceptRead: Accept = (headers, read, remoteAddress) =>
    accepting(
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
      return dedupe ? dedupe.once(event, () => dispatch(event)) : dispatch(event);
    } catch (cause) {
      return failed(cause);
    }
  }

  function dispatch(event: WebhookEvent): ReceiveResult | Promise<ReceiveResult> {
    const failures = router.dispatch(event, clock.now());
    return failures instanceof Promise
      ? failures.then((late) => outcomeOf(event, late)).catch(failed)
      : outcomeOf(event, failures);
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
    once: (name, handler, subscribe) => router.once(name, handler as Handler<WebhookEvent>, subscribe),
    off: (name, handler) => router.off(name, handler as Handler<WebhookEvent>),
    onMessage: (kind: MessageKind | "*", ...rest: MessageArguments) => {
      const [filter, handler, subscribe] = isUnfiltered(rest) ? [undefined, ...rest] : rest;
      return router.onMessage(kind, filter, handler, subscribe);
    },
    onError: (handler, subscribe) => router.onError(handler, subscribe),
    use: (middleware) => router.use(middleware),
    receive: ({ headers, body, remoteAddress }) =>
      accepting(headers, () => jsonOf(body, headers, bodyLimit), remoteAddress),
    handle: logger ? logged(logger, clock, handle) : async (body) => handle(body),
    fetch: fetchAdapter(acceptRead, { bodyLimit, bodyTimeoutMs, clock }),
    node: nodeAdapter(acceptRead, { bodyLimit, bodyTimeoutMs, clock }),
    register: (instance, options) => registerWebhook(instance, options, auth === "none" ? {} : auth.gatewayHeaders?.()),
  };
}

type Unfiltered = [handler: Handler<InboundMessage>, options?: SubscribeOptions | undefined];
type MessageArguments = Unfiltered | [filter: MessageFilter, ...rest: Unfiltered];

const isUnfiltered = (given: MessageArguments): given is Unfiltered => typeof given[0] === "function";
