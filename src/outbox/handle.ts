import type { RequestOptions } from "../client/call.js";
import type { MessageKey } from "../types/index.js";
import type { Proof } from "./ledger.js";

/** A message that is known to be sent. */
export interface SentReceipt {
  readonly jobId: string;
  readonly instanceName: string;
  /** Of the message. Not set when a person said that it was sent, and did not say which one it is. */
  readonly key?: Pick<MessageKey, "id" | "remoteJid" | "fromMe">;
  readonly how: Proof;
  /** When its request left, epoch ms. */
  readonly at: number;
}

/** How far a message came. */
export interface ReachedReceipt extends SentReceipt {
  /** In the gateway's word: `DELIVERY_ACK`, `READ`, and Meta's `DELIVERED`. */
  readonly status: string;
  readonly statusAt: number;
}

export interface WaitOptions {
  /** How long to wait in all. @default for ever */
  readonly timeoutMs?: number | undefined;
  readonly signal?: RequestOptions["signal"];
}

/** Where a send stands. */
export type SendState =
  | "waiting"
  | "sending"
  | "retrying"
  | "uncertain"
  | "sent"
  | "failed"
  | "dropped"
  /** It is no longer remembered. */
  | "unknown";

/** What a handle asks of its outbox. */
export interface HandleKeeper {
  sent(id: string): Promise<SentReceipt>;
  reached(id: string, goal: "delivered" | "read", options: WaitOptions): Promise<ReachedReceipt>;
  state(id: string): Promise<SendState>;
}

/** One send of the outbox. Waiting for it is left to you: it goes on whether somebody waits or not. */
export class SendHandle {
  /** Of its job; `outbox.handle(id)` gives the handle again, in any process. */
  readonly id: string;
  /** It was added before, under the same `idempotencyKey`: this is the handle of that send. */
  readonly isDuplicate: boolean;
  readonly #keeper: HandleKeeper;
  #sent: Promise<SentReceipt> | undefined;

  /** @internal */
  constructor(id: string, isDuplicate: boolean, keeper: HandleKeeper) {
    this.id = id;
    this.isDuplicate = isDuplicate;
    this.#keeper = keeper;
  }

  /**
   * Resolves once the gateway has the message. That is before WhatsApp has taken it: see {@link delivered}.
   *
   * Rejects with `SendFailedError` when it is over and not known to be sent, also when it is uncertain and waits for a
   * person; with `AbortError` when the outbox is closed first.
   */
  get sent(): Promise<SentReceipt> {
    this.#sent ??= this.#keeper.sent(this.id);
    return this.#sent;
  }

  /**
   * Resolves once it is on the other side's phone. Statuses come by webhook (`outbox.attach`); when the time is nearly over
   * the gateway's own record is read too. Groups have none.
   *
   * Rejects as {@link sent} does, with `SendFailedError` when WhatsApp refused it, and with `TimeoutError`.
   */
  delivered(options: WaitOptions = {}): Promise<ReachedReceipt> {
    return this.#keeper.reached(this.id, "delivered", options);
  }

  /** As {@link delivered}, once it was read. People may have switched that off. */
  read(options: WaitOptions = {}): Promise<ReachedReceipt> {
    return this.#keeper.reached(this.id, "read", options);
  }

  /** Where it stands now. */
  state(): Promise<SendState> {
    return this.#keeper.state(this.id);
  }
}
