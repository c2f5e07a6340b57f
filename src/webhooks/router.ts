import mitt, { type EventHandlerMap } from "mitt";
import { InvalidArgumentError, type WebhookError, WebhookHandlerError } from "../errors/index.js";
import { type EventName, isEventName, type KnownEvent, type WebhookEvent } from "./events.js";
import { toInboundMessage } from "./message/inbound.js";
import type { InboundMessage, MessageKind, MessageOf } from "./message/types.js";

/** A handler may be asynchronous; the gateway's request waits for it (30 s at most), so hand long work to a queue. */
export type Handler<Subject> = (subject: Subject) => unknown;

export interface SubscribeOptions {
  /** Unsubscribes when it fires. */
  readonly signal?: AbortSignal;
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

  on(name: string, handler: EventHandler, { signal }: SubscribeOptions = {}): () => void {
    if (name !== "*" && !isEventName(name)) {
      throw new InvalidArgumentError(
        `Expected an event of the \`events\` table, got "${name}". Use "*" to see every event.`,
      );
    }
    this.#events.on(name, handler);
    return unsubscribing(() => this.#events.off(name, handler), signal);
  }

  onMessage(kind: MessageKind | "*", handler: MessageHandler, { signal }: SubscribeOptions = {}): () => void {
    this.#messages.on(kind, handler);
    return unsubscribing(() => this.#messages.off(kind, handler), signal);
  }

  onError(handler: Handler<WebhookError>, { signal }: SubscribeOptions = {}): () => void {
    this.#errors.add(handler);
    return unsubscribing(() => this.#errors.delete(handler), signal);
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
      const message = toInboundMessage(event, receivedAt);
      if (message) collect(calls, this.#messages.all, message.kind, message);
    }
    return calls;
  }

  /** Tells the error handlers. What they throw themselves is dropped: nobody is left to be told. */
  async report(error: WebhookError): Promise<void> {
    for (const handler of this.#errors) {
      try {
        await handler(error);
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
  const said = cause instanceof Error ? cause.message : String(cause);
  return new WebhookHandlerError(`A handler of ${event.event} threw: ${said}`, {
    cause,
    event,
    instanceName: event.instance,
  });
}

function unsubscribing(off: () => void, signal: AbortSignal | undefined): () => void {
  if (signal?.aborted) off();
  signal?.addEventListener("abort", off, { once: true });
  return () => {
    signal?.removeEventListener("abort", off);
    off();
  };
}
