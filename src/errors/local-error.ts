import { type ErrorFacts, EvolutionError } from "./evolution-error.js";

/** The gateway was not reached, or the connection broke before its answer was complete. */
export class ConnectionError extends EvolutionError {
  override readonly name = "ConnectionError";
  constructor(message: string, facts?: ErrorFacts) {
    super("CONNECTION", message, facts);
  }
}

/** No complete answer within `timeoutMs`. A send may still arrive: `delivery` is `"unknown"`. */
export class TimeoutError extends EvolutionError {
  override readonly name = "TimeoutError";
  readonly timeoutMs: number;
  constructor(message: string, facts: ErrorFacts & { readonly timeoutMs: number }) {
    super("TIMEOUT", message, facts);
    this.timeoutMs = facts.timeoutMs;
  }
}

/** The caller's signal fired. `cause` is its reason. Before the request left, `delivery` is `"not-sent"`. */
export class AbortError extends EvolutionError {
  override readonly name = "AbortError";
  constructor(message: string, facts?: ErrorFacts) {
    super("ABORTED", message, facts);
  }
}

/** We refused before anything was sent: the message names what was expected, what came, and the fix. */
export class InvalidArgumentError extends EvolutionError {
  override readonly name = "InvalidArgumentError";
  constructor(message: string, facts?: ErrorFacts) {
    super("INVALID_ARGUMENT", message, facts);
  }
}

/**
 * A file could not be read. To be sent: its stream broke, or it is not there, and nothing was sent. Of a message: it is
 * nowhere any more, or too large. `cause` is why.
 */
export class MediaError extends EvolutionError {
  override readonly name = "MediaError";
  constructor(message: string, facts?: ErrorFacts) {
    super("MEDIA", message, facts);
  }
}

/** A turn's handler failed on its last attempt: the message was received and has no answer. `cause` is the handler's error. */
export class TurnFailedError extends EvolutionError {
  override readonly name = "TurnFailedError";
  /** `key.id` of the turn's first message. */
  readonly turnId: string;
  readonly attempts: number;
  constructor(message: string, facts: ErrorFacts & { readonly turnId: string; readonly attempts: number }) {
    super("TURN_FAILED", message, facts);
    this.turnId = facts.turnId;
    this.attempts = facts.attempts;
  }
}
