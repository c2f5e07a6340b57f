import mitt, { type EventHandlerMap } from "mitt";
import { InvalidArgumentError, type WebhookError, WebhookHandlerError } from "../errors/index.js";
import { onAbort } from "../internal/abort.js";
import { describe, messageOf } from "../internal/record.js";
import { type EventName, isEventName, type KnownEvent, type WebhookEvent } from "./events.js";
import { toInboundMessage } from "./message/inbound.js";
import { type InboundMessage, type MessageKind, type MessageOf, messageKinds } from "./message/types.js";

/** A handler may be asynchronous; the gateway's request waits for it (30 s at most), so hand long work to a queue. */
export type Handler<Subject> = (subject: Subject) => unknown;

export interface SubscribeOptions {
  /** Unsubscribes when it fires. */
  readonly signal?: AbortSignal | undefined;
}

/** The event type a name stands for; `"*"` is every event, unknown ones included. */
export type EventNamed<Name extends EventName | "*"> = Name extends EventName ? KnownEvent<Name> : WebhookEvent;

/** The message type a kind stands for; `"*"` is every message. */
export type MessageNamed<Kind extends MessageKind | "*"> = Kind extends MessageKind ? MessageOf<Kind> : InboundMessage;

type EventHandler = Handler<WebhookEvent>;
type MessageHandler = Handler<InboundMessage>;

/** Who wants to know what, and how they are told: one after another, isolated from each other. */
export class Router {
  readonly #events = mitt<Record<string, WebhookEvent>>();
  readonly #messages = mitt<Record<string, InboundMessage>>();
  readonly #errors = new Set<Handler<WebhookError>>();

  on(name: string, handler: EventHandler, options: SubscribeOptions = {}): () => void {
    if (name !== "*" && !isEventName(name)) {
      throw new InvalidArgumentError(
        `Expected an event of the \`events\` table, got "${name}". Use "*" to see every event.`,
      );
    }
    return register(handler, options, (own) => {
      this.#events.on(name, own);
      return () => this.#events.off(name, own);
    });
  }

  onMessage(kind: MessageKind | "*", handler: MessageHandler, options: SubscribeOptions = {}): () => void {
    if (kind !== "*" && !Object.hasOwn(messageKinds, kind)) {
      const known = Object.keys(messageKinds).join(", ");
      throw new InvalidArgumentError(
        `Expected a kind of message (${known}), got "${kind}". Use "*" to see every message.`,
      );
    }
    return register(handler, options, (own) => {
      this.#messages.on(kind, own);
      return () => this.#messages.off(kind, own);
    });
  }

  onError(handler: Handler<WebhookError>, options: SubscribeOptions = {}): () => void {
    return register(handler, options, (own) => {
      this.#errors.add(own);
      return () => this.#errors.delete(own);
    });
  }

  /**
   * Runs every handler of an event one after another, whatever the others do. Answers the failures, and does so without
   * a promise when no handler made one: most deliveries need none.
   */
  dispatch(event: WebhookEvent, receivedAt: number): WebhookHandlerError[] | Promise<WebhookHandlerError[]> {
    return runFrom(0, this.#callsOf(event, receivedAt), event, []);
  }

  /** What an event sets off, as a list of its own: a handler may unsubscribe others while they run. */
  #callsOf(event: WebhookEvent, receivedAt: number): Call[] {
    const calls: Call[] = [];
    collect(calls, this.#events.all, event.event, event);
    if (event.event === "messages.upsert" && this.#messages.all.size > 0) {
      try {
        const message = toInboundMessage(event, receivedAt);
        if (message) collect(calls, this.#messages.all, message.kind, message);
      } catch (cause) {
        calls.push({ handler: rethrow, subject: cause });
      }
    }
    return calls;
  }

  /** Tells the error handlers and waits for none. What they throw themselves is dropped: nobody is left to be told. */
  report(error: WebhookError): void {
    for (const handler of [...this.#errors]) {
      try {
        Promise.resolve(handler(error)).catch(() => {});
      } catch {}
    }
  }
}

interface Call {
  readonly handler: Handler<unknown>;
  readonly subject: unknown;
}

/** Adds the handlers of a name and those of `"*"`. mitt types the latter with two arguments; only the first is used here. */
function collect<Subject>(
  calls: Call[],
  all: EventHandlerMap<Record<string, Subject>>,
  name: string,
  subject: Subject,
): void {
  // The wire's own "*" is no wildcard of ours.
  if (name !== "*")
    for (const handler of all.get(name) ?? []) calls.push({ handler: handler as Handler<unknown>, subject });
  for (const handler of all.get("*") ?? []) calls.push({ handler: handler as Handler<unknown>, subject });
}

function runFrom(
  start: number,
  calls: readonly Call[],
  event: WebhookEvent,
  failures: WebhookHandlerError[],
): WebhookHandlerError[] | Promise<WebhookHandlerError[]> {
  for (let i = start; i < calls.length; i++) {
    try {
      const call = calls[i];
      const pending = call?.handler(call.subject);
      if (!isThenable(pending)) continue;
      const failed = (cause: unknown) => void failures.push(handlerError(event, cause));
      return Promise.resolve(pending)
        .catch(failed)
        .then(() => runFrom(i + 1, calls, event, failures));
    } catch (cause) {
      failures.push(handlerError(event, cause));
    }
  }
  return failures;
}

/** Not only native promises: query builders and older libraries have their own. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

function handlerError(event: WebhookEvent, cause: unknown): WebhookHandlerError {
  return new WebhookHandlerError(`A handler of ${event.event} threw: ${messageOf(cause)}`, {
    cause,
    event,
    instanceName: event.instance,
  });
}

function rethrow(cause: unknown): never {
  throw cause;
}

/** Each registration is a function of its own, so that the same handler may be there twice and end one at a time. */
function register<Subject>(
  handler: Handler<Subject>,
  { signal }: SubscribeOptions,
  add: (own: Handler<Subject>) => () => void,
): () => void {
  if (typeof handler !== "function") {
    throw new InvalidArgumentError(`Expected a function that handles it, got ${describe(handler)}.`);
  }
  if (signal?.aborted) return () => {};
  const remove = add((subject) => handler(subject));
  const forget = signal && onAbort(signal, remove);
  return () => {
    forget?.();
    remove();
  };
}
