import { parseOptions } from "../errors/parse-options.js";
import type { Queue } from "../queue/queue.js";
import type { MessageContent, MessageKey } from "../types/index.js";
import { type AddSendOptions, toNewJob } from "./add.js";
import type { SendHandle } from "./handle.js";
import type { OutboxJob } from "./job.js";
import { type OutboxOptions, outboxOptions, type ResolvedOutboxOptions } from "./options.js";
import type { OutboxEventName, OutboxEvents } from "./outbox-events.js";
import { OutboxParts } from "./parts.js";
import type { Breakers } from "./protection/index.js";
import type { OutboxBody, SendMethod } from "./sends.js";
import type { EventSource } from "./tracker.js";
import type { UncertainSends } from "./uncertain.js";

/** A send of several that are added together. */
export type NewSend = {
  readonly [Method in SendMethod]: { readonly method: Method; readonly body: OutboxBody<Method> } & AddSendOptions;
}[SendMethod];

/** See {@link createOutbox}. */
export class Outbox implements AsyncDisposable {
  /** Sends that wait for a person's decision. */
  readonly uncertain: UncertainSends;
  /** The queue behind it: its counts, lanes, pauses and dead letters. A dead letter that is retried is looked for before. */
  readonly queue: Queue<OutboxJob>;
  /** Which instances are stopped, why, and until when; a person may stop one, or let it go on. */
  readonly circuits: Pick<Breakers, "status" | "list" | "open" | "close" | "probe" | "trip">;
  readonly #parts: OutboxParts;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(options: ResolvedOutboxOptions) {
    this.#parts = new OutboxParts(options);
    this.queue = this.#parts.queue;
    this.uncertain = this.#parts.uncertain;
    this.circuits = this.#parts.circuits;
    if (options.autorun) this.start();
  }

  /** Begins to send, where `autorun` is off. Safe to repeat. */
  start(): void {
    this.#parts.start();
  }

  /** As `messages.sendText` of the client, durably: stored when this resolves, and sent in the order of its chat. */
  sendText(body: OutboxBody<"sendText">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendText", body, options);
  }

  /** As `messages.sendMedia` of the client. See {@link sendText}. */
  sendMedia(body: OutboxBody<"sendMedia">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendMedia", body, options);
  }

  /** As `messages.sendPtv` of the client: a round video. See {@link sendText}. */
  sendPtv(body: OutboxBody<"sendPtv">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendPtv", body, options);
  }

  /** As `messages.sendWhatsAppAudio` of the client: a voice note. See {@link sendText}. */
  sendWhatsAppAudio(body: OutboxBody<"sendWhatsAppAudio">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendWhatsAppAudio", body, options);
  }

  /** As `messages.sendSticker` of the client. See {@link sendText}. */
  sendSticker(body: OutboxBody<"sendSticker">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendSticker", body, options);
  }

  /** As `messages.sendStatus` of the client: a story. See {@link sendText}. */
  sendStatus(body: OutboxBody<"sendStatus">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendStatus", body, options);
  }

  /** As `messages.sendLocation` of the client. See {@link sendText}. */
  sendLocation(body: OutboxBody<"sendLocation">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendLocation", body, options);
  }

  /** As `messages.sendContact` of the client. See {@link sendText}. */
  sendContact(body: OutboxBody<"sendContact">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendContact", body, options);
  }

  /** As `messages.sendReaction` of the client, in the order of the chat of `key.remoteJid`. See {@link sendText}. */
  sendReaction(body: OutboxBody<"sendReaction">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendReaction", body, options);
  }

  /** As `messages.sendPoll` of the client. See {@link sendText}. */
  sendPoll(body: OutboxBody<"sendPoll">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendPoll", body, options);
  }

  /** As `messages.sendList` of the client. See {@link sendText}. */
  sendList(body: OutboxBody<"sendList">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendList", body, options);
  }

  /** As `messages.sendButtons` of the client. See {@link sendText}. */
  sendButtons(body: OutboxBody<"sendButtons">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendButtons", body, options);
  }

  /** As `messages.sendTemplate` of the client: Business only. See {@link sendText}. */
  sendTemplate(body: OutboxBody<"sendTemplate">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendTemplate", body, options);
  }

  /** As `messages.sendCarousel` of the client: from gateway 2.4 on. See {@link sendText}. */
  sendCarousel(body: OutboxBody<"sendCarousel">, options?: AddSendOptions): Promise<SendHandle> {
    return this.#add("sendCarousel", body, options);
  }

  async #add<Method extends SendMethod>(
    method: Method,
    body: OutboxBody<Method>,
    options?: AddSendOptions,
  ): Promise<SendHandle> {
    const [handle] = await this.addAll([{ method, body, ...options } as NewSend]);
    return handle as SendHandle;
  }

  /**
   * Stores several sends in one step, all or none, in this order: the pieces of an answer, say. Safe to repeat with an
   * `idempotencyKey` each. Files by URL or `fromFile(path)` stay where they are; others are stored beside the job first.
   *
   * @throws {InvalidArgumentError} a body or an option is wrong, or a file is larger than `maxMediaBytes`; nothing was stored
   * @throws {MediaError} a file cannot be read; nothing was stored
   * @throws {QueueFullError} there is no room
   * @throws {QueueDriverError} the store is away: nobody knows whether they were stored
   */
  async addAll(sends: readonly NewSend[]): Promise<readonly SendHandle[]> {
    const { files } = this.#parts;
    const packed = sends.map(({ method, body, ...options }) => toNewJob(method, body, options, files));
    const drop = (jobs: readonly { readonly data: OutboxJob }[]) =>
      Promise.all(jobs.map(({ data }) => files.drop(data)));
    const jobs = await Promise.all(packed).catch(async (error: unknown) => {
      const results = await Promise.allSettled(packed);
      await drop(results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))).catch(() => {});
      throw error;
    });
    const added = await this.queue.addAll(jobs);
    // Those are of an earlier send, which has its own. What cannot be removed now expires.
    await drop(jobs.filter((_, i) => added[i]?.isDuplicate)).catch((error: unknown) =>
      this.#parts.emitter.emit("error", error),
    );
    return added.map(({ id, isDuplicate }) => this.#parts.handle(id, isDuplicate));
  }

  /** The handle of a send that was added before, by this process or another. */
  handle(id: string): SendHandle {
    return this.#parts.handle(id, true);
  }

  /**
   * Listens to the gateway's events for how far messages came, and for sends in doubt: `createWebhook`'s webhook, or what
   * else brings them. Subscribe to `SEND_MESSAGE`, `MESSAGES_UPDATE` and `MESSAGES_UPSERT`.
   *
   * @returns ends it
   */
  attach(source: EventSource): () => void {
    return this.#parts.attach(source);
  }

  /**
   * Whether an outgoing message is one of this outbox's: known by its id, or by what a send under way says. What is not may
   * be a person typing on the phone, or another program.
   */
  owns(message: { instanceName: string; key: MessageKey; message?: MessageContent | undefined }): Promise<boolean> {
    return this.#parts.owns(message);
  }

  /** Tells of what happens, see {@link OutboxEvents}. @returns ends it, as does `signal` */
  on<Name extends OutboxEventName>(
    name: Name,
    handler: (event: OutboxEvents[Name]) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): () => void {
    return this.#parts.emitter.on(name, handler, options.signal);
  }

  /** Begins nothing new, waits for the sends under way, at most `timeoutMs`, and lets go of the store. Safe to repeat. */
  async close({ timeoutMs = 35_000 }: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    this.#closing ??= this.#parts.close(timeoutMs);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Sends that arrive once, or a person knows why not: each is stored before it leaves, those of a chat go one after another,
 * and when nobody knows whether one went out, it is looked for before anything else happens. A process that dies at any
 * moment neither loses nor repeats one, with a durable driver.
 *
 * @throws {InvalidArgumentError} an option is missing or wrong
 * @example
 * const outbox = createOutbox({ client, driver: sqliteDriver({ file: "agent.db" }) });
 * const handle = await outbox.sendText({ instanceName: "shop", number, text }, { idempotencyKey: "order-123-confirmation" });
 * await handle.sent;
 */
export function createOutbox(options: OutboxOptions): Outbox {
  return new Outbox({ ...parseOptions(outboxOptions, options), addressesOf: options.addressesOf });
}
