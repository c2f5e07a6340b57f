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
  /** Fires when the attempt has run too long, and its replies are refused from then on. */
  readonly signal: AbortSignal;
  /**
   * Answers in Markdown, formatted for WhatsApp, without link preview. Resolves once the gateway has taken it; replies of a
   * turn leave in the order of the calls.
   *
   * Safe to call again when the turn runs again: the n-th reply of a turn is sent once, and a later attempt gets the first
   * one's handle. A reply of which nobody knows whether it left is not sent again.
   *
   * @throws {ApiError} {ConnectionError} {TimeoutError} with `delivery`
   * @throws {AbortError} a reply before it failed, or the attempt is over
   * @throws {InvalidArgumentError} nothing is left to send
   */
  reply(markdown: string): Promise<ReplyHandle>;
}

/** Sends a text to the turn's chat. */
export type SendText = (text: string) => Promise<SentMessage>;

/** The replies of one turn over all its attempts, by their number. */
export class Replies {
  readonly #send: SendText;
  readonly #sent: Promise<SentMessage>[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #ofAttempt: Promise<ReplyHandle>[] = [];

  constructor(send: SendText) {
    this.#send = send;
  }

  beginAttempt(): void {
    this.#last = Promise.resolve();
    this.#ofAttempt = [];
  }

  /** Sends reply number `index` after those before it, unless an earlier attempt has sent it or may have. */
  send(index: number, markdown: string, signal: AbortSignal): Promise<ReplyHandle> {
    const handle = this.#sendOnce(index, markdown, signal, this.#last);
    this.#ofAttempt.push(handle);
    this.#last = handle;
    // A reply that nobody awaits must not bring the process down when it fails: `failures` reports it.
    handle.catch(() => {});
    return handle;
  }

  /** Waits for the replies of this attempt and answers why some failed. */
  async failures(): Promise<unknown[]> {
    const settled = await Promise.allSettled(this.#ofAttempt);
    return settled.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  }

  async #sendOnce(
    index: number,
    markdown: string,
    signal: AbortSignal,
    previous: Promise<unknown>,
  ): Promise<ReplyHandle> {
    await previous.catch((cause: unknown) => {
      throw notSent("This reply was not sent, because one before it in the same turn failed.", cause);
    });
    const before = this.#sent[index];
    if (before !== undefined && !(await isProvenNotSent(before))) {
      await before;
      return { sent: before };
    }
    if (signal.aborted) {
      throw notSent("This attempt of the turn is over: it ran too long, and another may be answering.", signal.reason);
    }
    const sent = this.#send(textOf(markdown));
    this.#sent[index] = sent;
    await sent;
    return { sent };
  }
}

function notSent(message: string, cause: unknown): AbortError {
  return new AbortError(message, { cause, delivery: "not-sent" });
}

function textOf(markdown: unknown): string {
  const text = typeof markdown === "string" ? toWhatsApp(markdown) : "";
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError(
    `Expected \`markdown\` to be a text with something to send, got ${describe(markdown)}.`,
    {
      delivery: "not-sent",
    },
  );
}

function isProvenNotSent(sent: Promise<SentMessage>): Promise<boolean> {
  return sent.then(
    () => false,
    (error: unknown) => isEvolutionError(error) && error.delivery === "not-sent",
  );
}

/** A turn as the handler of one attempt sees it. */
export function openTurn(message: InboundMessage, attempt: number, signal: AbortSignal, replies: Replies): Turn {
  let calls = 0;
  replies.beginAttempt();
  return {
    id: message.id,
    instanceName: message.instanceName,
    text: message.text ?? "",
    messages: [message],
    sender: message.sender,
    chat: message.chat,
    attempt,
    signal,
    reply: (markdown) => replies.send(calls++, markdown, signal),
  };
}
