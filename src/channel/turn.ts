import type { EvolutionError } from "../errors/index.js";
import { AbortError, InvalidArgumentError, isEvolutionError } from "../errors/index.js";
import { toWhatsApp } from "../format/index.js";
import { describe } from "../internal/record.js";
import type { SentMessage } from "../types/index.js";
import type { Chat, InboundMessage, Sender } from "../webhooks/index.js";

/** An answer on its way. */
export interface ReplyHandle {
  /** Resolves with what the gateway answered once it has taken the message. */
  readonly sent: Promise<SentMessage>;
}

/** What a user said, and the way to answer it. */
export interface Turn {
  /** The `key.id` of the first message: the same in every attempt. */
  readonly id: string;
  readonly instanceName: string;
  /** Everything the user wrote in this turn; empty for a picture without caption. */
  readonly text: string;
  /** The messages of this turn, in order. */
  readonly messages: readonly InboundMessage[];
  readonly sender: Sender;
  readonly chat: Chat;
  /** From 1; higher when the handler failed before and the turn runs again. */
  readonly attempt: number;
  /** Fires when the attempt is over: it ended, or it ran too long. From then on its replies are refused. */
  readonly signal: AbortSignal;
  /**
   * Answers in Markdown, formatted for WhatsApp, without link preview. Resolves once the gateway has taken it; replies of a
   * turn leave in the order of the calls.
   *
   * Safe to call again when the turn runs again: the n-th reply of a turn is sent once, and a later attempt gets the first
   * one's handle. A reply of which nobody knows whether it left is not sent again. The turn lasts until its replies have
   * left, also those nobody waits for.
   *
   * @throws {ApiError} {ConnectionError} {TimeoutError} with `delivery`
   * @throws {AbortError} the reply before it was still under way and failed, or the attempt is over
   * @throws {InvalidArgumentError} nothing is left to send
   */
  reply(markdown: string): Promise<ReplyHandle>;
}

/** Sends a text to the turn's chat. */
export type SendText = (text: string) => Promise<SentMessage>;

/** The replies of one turn over all its attempts, by their number. Attempts never overlap: each is ended before the next. */
export class Replies {
  readonly #send: SendText;
  readonly #sent: Promise<SentMessage>[] = [];

  constructor(send: SendText) {
    this.#send = send;
  }

  /** Sends reply number `index`, unless an earlier attempt has sent it or may have. */
  async send(index: number, text: string): Promise<ReplyHandle> {
    const before = this.#sent[index];
    const isSettledForGood = before !== undefined && !(await isProvenNotSent(before));
    const sent = isSettledForGood ? before : this.#send(text);
    this.#sent[index] = sent;
    await sent;
    return { sent };
  }
}

function isProvenNotSent(sent: Promise<SentMessage>): Promise<boolean> {
  return sent.then(
    () => false,
    (error: unknown) => isEvolutionError(error) && error.delivery === "not-sent",
  );
}

/** One attempt at a turn: numbers its replies, keeps their order, and refuses them once it is over. */
export class Attempt {
  readonly #replies: Replies;
  readonly #over = new AbortController();
  readonly #started: Promise<ReplyHandle>[] = [];
  readonly #onLate: (error: EvolutionError) => void;
  #last: Promise<unknown> | undefined;

  /** `onLate` is told of replies that came when the attempt was over. */
  constructor(replies: Replies, onLate: (error: EvolutionError) => void) {
    this.#replies = replies;
    this.#onLate = onLate;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  reply(markdown: string): Promise<ReplyHandle> {
    if (this.signal.aborted) {
      const error = notSent(
        "This attempt of the turn is over, so the reply was not sent: await every reply in the handler.",
        this.signal.reason,
      );
      this.#onLate(error);
      return handled(Promise.reject(error));
    }
    const handle = handled(this.#reply(this.#started.length, markdown, this.#last));
    this.#started.push(handle);
    this.#last = handle;
    const forget = () => {
      if (this.#last === handle) this.#last = undefined;
    };
    handle.then(forget, forget);
    return handle;
  }

  /** Waits for the replies that were begun, then takes no more. Answers why some failed. */
  async settled(): Promise<unknown[]> {
    const results = await Promise.allSettled(this.#started);
    this.end("it has ended");
    return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  }

  /** Takes no more replies; those that have not left do not leave. */
  end(reason: unknown): void {
    if (!this.signal.aborted) this.#over.abort(reason);
  }

  async #reply(index: number, markdown: string, previous: Promise<unknown> | undefined): Promise<ReplyHandle> {
    await previous?.catch((cause: unknown) => {
      throw notSent("This reply was not sent, because the one before it in the same turn failed.", cause);
    });
    if (this.signal.aborted)
      throw notSent("This attempt of the turn is over, so the reply was not sent.", this.signal.reason);
    return this.#replies.send(index, textOf(markdown));
  }
}

/** A reply that nobody awaits must not bring the process down when it fails: {@link Attempt.settled} reports it. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function notSent(message: string, cause: unknown): AbortError {
  return new AbortError(message, { cause, delivery: "not-sent" });
}

function textOf(markdown: unknown): string {
  const text = typeof markdown === "string" ? toWhatsApp(markdown) : "";
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError(
    `Expected \`markdown\` to be a text with something to send, got ${describe(markdown)}.`,
    { delivery: "not-sent" },
  );
}

/** A turn as the handler of one attempt sees it. */
export function openTurn(message: InboundMessage, number: number, attempt: Attempt): Turn {
  return {
    id: message.id,
    instanceName: message.instanceName,
    text: message.text ?? "",
    messages: [message],
    sender: message.sender,
    chat: message.chat,
    attempt: number,
    signal: attempt.signal,
    reply: (markdown) => attempt.reply(markdown),
  };
}
