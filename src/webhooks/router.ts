import mitt from "mitt";
import { InvalidArgumentError, WebhookError, type WebhookHandlerError } from "../errors/index.js";
import { type Call, collect, runAll } from "./dispatch.js";
import { type EventName, isEventName, type KnownEvent, type WebhookEvent } from "./events.js";
import { type MessageFilter, matcher } from "./filter.js";
import { toInboundMessage } from "./message/inbound.js";
import { type InboundMessage, type MessageKind, type MessageOf, messageKinds } from "./message/types.js";
import { isWrongChat } from "./message/wrong-chat.js";
import { type Middleware, runThrough } from "./middleware.js";
import { assertHandler, type Handler, type SubscribeOptions, subscribe, untilDone } from "./subscription.js";

/** The event type a name stands for; `"*"` is every event, unknown ones included. */
export type EventNamed<Name extends EventName | "*"> = Name extends EventName ? KnownEvent<Name> : WebhookEvent;

/** The message type a kind stands for; `"*"` is every message. */
export type MessageNamed<Kind extends MessageKind | "*"> = Kind extends MessageKind ? MessageOf<Kind> : InboundMessage;

type EventHandler = Handler<WebhookEvent>;
type MessageHandler = Handler<InboundMessage>;

/** The events whose message `onMessage` is given: what others write, change and take back. What this instance sends is not among them. */
const messageEvents: ReadonlySet<string> = new Set(["messages.upsert", "messages.edited", "messages.delete"]);

/** Who wants to know what, and how they are told: one after another, isolated from each other. */
export class Router {
  readonly #events = mitt<Record<string, WebhookEvent>>();
  readonly #messages = mitt<Record<string, InboundMessage>>();
  readonly #errors = new Set<Handler<WebhookError>>();

  readonly #named = new Set<Named>();
  readonly #middleware: Middleware[] = [];

  on(name: string, handler: EventHandler, options: SubscribeOptions = {}): () => void {
    assertHandler(handler);
    // Each registration is a function of its own, so that the same handler may be there twice and end one at a time.
    return this.#onEvent(name, handler, (event) => handler(event), options);
  }

  once(name: string, handler: EventHandler, options: SubscribeOptions = {}): () => void {
    assertHandler(handler);
    const own = untilDone(handler, () => end());
    const end = this.#onEvent(name, handler, own, options);
    return end;
  }

  off(name: string, handler: EventHandler): void {
    assertName(name);
    assertHandler(handler);
    for (const named of [...this.#named]) if (named.name === name && named.handler === handler) named.end();
  }

  onMessage(
    kind: MessageKind | "*",
    filter: MessageFilter | undefined,
    handler: MessageHandler,
    options: SubscribeOptions = {},
  ): () => void {
    assertKind(kind);
    assertHandler(handler);
    const isWanted = filter && matcher(filter);
    const own: MessageHandler = (message) => (!isWanted || isWanted(message) ? handler(message) : undefined);
    return subscribe(options, () => {
      this.#messages.on(kind, own);
      return () => this.#messages.off(kind, own);
    });
  }

  onError(handler: Handler<WebhookError>, options: SubscribeOptions = {}): () => void {
    assertHandler(handler);
    const own: Handler<WebhookError> = (error) => handler(error);
    return subscribe(options, () => {
      this.#errors.add(own);
      return () => this.#errors.delete(own);
    });
  }

  use(middleware: Middleware): void {
    assertHandler(middleware);
    this.#middleware.push(middleware);
  }

  #onEvent(name: string, handler: EventHandler, own: EventHandler, options: SubscribeOptions): () => void {
    assertName(name);
    const named: Named = { name, handler, end: () => end() };
    const end = subscribe(options, () => {
      this.#events.on(name, own);
      this.#named.add(named);
      return () => {
        this.#events.off(name, own);
        this.#named.delete(named);
      };
    });
    return end;
  }

  /** Runs the middleware and every handler of an event, and answers the failures. */
  dispatch(event: WebhookEvent, receivedAt: number): WebhookHandlerError[] | Promise<WebhookHandlerError[]> {
    if (this.#middleware.length === 0) return runAll(this.#callsOf(event, receivedAt), event);
    return runThrough(
      [...this.#middleware],
      event,
      () => runAll(this.#callsOf(event, receivedAt), event),
      (error) => this.report(error),
    );
  }

  /** What an event sets off, as a list of its own: a handler may unsubscribe others while they run. */
  #callsOf(event: WebhookEvent, receivedAt: number): Call[] {
    const calls: Call[] = [];
    collect(calls, this.#events.all, event.event, event);
    if (messageEvents.has(event.event) && this.#messages.all.size > 0) {
      try {
        const message = toInboundMessage(event, receivedAt);
        if (message && isWrongChat(message)) this.report(wrongChat(event));
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

/** A subscription by name, as `off` finds it. */
interface Named {
  readonly name: string;
  readonly handler: EventHandler;
  readonly end: () => void;
}

function rethrow(cause: unknown): never {
  throw cause;
}

function assertName(name: string): void {
  if (name === "*" || isEventName(name)) return;
  throw new InvalidArgumentError(
    `Expected an event of the \`events\` table, got "${name}". Use "*" to see every event.`,
  );
}

function assertKind(kind: string): void {
  if (kind === "*" || Object.hasOwn(messageKinds, kind)) return;
  const known = Object.keys(messageKinds).join(", ");
  throw new InvalidArgumentError(`Expected a kind of message (${known}), got "${kind}". Use "*" to see every message.`);
}

/** A warning: the handlers run all the same, and can ask `isWrongChat` themselves. */
const wrongChat = ({ instance }: WebhookEvent) =>
  new WebhookError(
    "The gateway has put a message into another customer's chat, as 2.3 does with messages that Meta delivers at once. Do not answer it (isWrongChat), and let Meta's webhook reach the gateway one request at a time.",
    { status: 200, instanceName: instance },
  );
