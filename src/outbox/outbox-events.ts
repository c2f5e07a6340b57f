import type { SendFailedError } from "../errors/index.js";
import { Emitter } from "../internal/emitter.js";
import type { SentReceipt } from "./handle.js";
import type { BreakerEvent } from "./protection/index.js";
import type { SendMethod } from "./sends.js";
import type { Reached } from "./status.js";

/** Which send an event is about. */
export interface SendFacts {
  readonly jobId: string;
  readonly instanceName: string;
  readonly method: SendMethod;
  /** The JID it goes to. */
  readonly chat: string;
}

/** Which message a status is of. */
export interface StatusFacts {
  readonly jobId: string;
  readonly instanceName: string;
  readonly chat: string;
  readonly keyId: string;
}

/** What this process's outbox tells. Another process tells of the sends that it makes and of the statuses that it receives. */
export type OutboxEvents = {
  /** The gateway has the message, by its own answer or found later (`how`). */
  sent: SendFacts & SentReceipt;
  /** Proven not sent; tried again in `delayMs`. */
  retrying: SendFacts & { readonly attempt: number; readonly delayMs: number; readonly reason: string };
  /** Nobody knows whether it went out: it is being looked for. */
  uncertain: SendFacts & { readonly attempt: number; readonly reason: string };
  /** What looking for it has shown: it is there, or it is not and is sent again. */
  settled: SendFacts & { readonly result: "found" | "not-sent" };
  /** It is a dead letter now. With `error.outcome` `"uncertain"` a person must decide: see `outbox.uncertain`. */
  failed: SendFacts & { readonly error: SendFailedError };
  /** A message came further; each step is told once, over all processes. */
  status: StatusFacts & { readonly status: string; readonly reached: Reached; readonly at: number };
  /** No server has taken it by its deadline, and the gateway's own record says so too. */
  stuck: StatusFacts & { readonly sentAt: number };
  /** A send waited so long for its turn, or was told to ask again after so long. */
  paced: { readonly instanceName: string; readonly chat: string; readonly waitMs: number };
  /** Redis went away, or came back. Until it is back each process keeps the pace by itself: together they are faster. */
  pacing: { readonly isShared: boolean };
  /** An instance was stopped, probed, or goes on: see `outbox.circuits`. */
  circuit: BreakerEvent;
  /** A store could not be reached, or a handler threw. The outbox goes on by itself. */
  error: unknown;
};

export type OutboxEventName = keyof OutboxEvents;

export class OutboxEmitter extends Emitter<OutboxEvents> {}
