import { type ErrorFacts, EvolutionError } from "./evolution-error.js";

/** The queue has no room, and nothing was stored. Slow down, or give it more (`maxJobs`). */
export class QueueFullError extends EvolutionError {
  override readonly name = "QueueFullError";
  constructor(message: string, facts?: ErrorFacts) {
    super("QUEUE_FULL", message, facts);
  }
}

/**
 * Where the jobs are kept could not be reached, or refused: a disk that is full, a server that is away. `cause` is its own
 * error. What was asked may have been done: adding again under the same `jobId` is safe.
 */
export class QueueDriverError extends EvolutionError {
  override readonly name = "QueueDriverError";
  constructor(message: string, facts?: ErrorFacts) {
    super("QUEUE_DRIVER", message, facts);
  }
}

/** This worker no longer holds the lane: it stood still for longer than its lease. What it does now is not recorded. */
export class LeaseLostError extends EvolutionError {
  override readonly name = "LeaseLostError";
  constructor(message: string, facts?: ErrorFacts) {
    super("LEASE_LOST", message, facts);
  }
}

/** Thrown by a processor: no retry can help. The job becomes a dead letter at once. */
export class UnrecoverableError extends EvolutionError {
  override readonly name = "UnrecoverableError";
  constructor(message: string, facts?: ErrorFacts) {
    super("UNRECOVERABLE", message, facts);
  }
}

/**
 * A send of the outbox is over, and its message is not known to have been sent. `outcome` is why: the gateway `refused` it, it
 * `failed` as often as it may, it is `uncertain` and waits for a person's decision, or a person `dropped` it. `delivery` says
 * whether it may have gone out all the same. `cause` is the last attempt's error, in the process that made it.
 */
export class SendFailedError extends EvolutionError {
  override readonly name = "SendFailedError";
  readonly jobId: string;
  readonly outcome: "refused" | "failed" | "uncertain" | "dropped";
  constructor(
    message: string,
    facts: ErrorFacts & { readonly jobId: string; readonly outcome: SendFailedError["outcome"] },
  ) {
    super("SEND_FAILED", message, facts);
    this.jobId = facts.jobId;
    this.outcome = facts.outcome;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), jobId: this.jobId, outcome: this.outcome };
  }
}
