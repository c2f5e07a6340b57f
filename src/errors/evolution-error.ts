/** What is known about a send that failed: it certainly did not leave, or nobody can tell without looking. */
export type Delivery = "not-sent" | "unknown";

/** Stable, one per class: what to switch on where `instanceof` does not reach (two copies of the package, JSON). */
export type ErrorCode =
  | ApiErrorCode
  | "CONNECTION"
  | "TIMEOUT"
  | "ABORTED"
  | "INVALID_ARGUMENT"
  | "MEDIA"
  | "WEBHOOK"
  | "WEBHOOK_PARSE"
  | "WEBHOOK_HANDLER"
  | "TURN_FAILED"
  | "QUEUE_FULL"
  | "QUEUE_DRIVER"
  | "LEASE_LOST"
  | "UNRECOVERABLE"
  | "SEND_FAILED"
  | "STATE_STORE"
  | "SESSION_CONFLICT";

/** The codes of {@link ApiError} and its subclasses: the gateway answered, and the answer was no. */
export type ApiErrorCode =
  | "API"
  | "AUTHENTICATION"
  | "INSTANCE_NAME_IN_USE"
  | "INSTANCE_NOT_CONNECTED"
  | "LICENSE_REQUIRED"
  | "NOT_FOUND"
  | "RATE_LIMIT"
  | "RECIPIENT_NOT_FOUND"
  | "SERVER"
  | "VALIDATION";

/** Facts every error may carry. */
export interface ErrorFacts {
  readonly cause?: unknown;
  readonly delivery?: Delivery | undefined;
  /** Method and route, e.g. `POST /message/sendText/:instanceName`. */
  readonly endpoint?: string | undefined;
  readonly instanceName?: string | undefined;
}

/** Shared by every copy of this package in a process, so that the guards recognise each other's errors. */
export const brand: unique symbol = Symbol.for("evolution-kit.error");

/**
 * The root of every error this package throws. Its message says what happened and what to do; it never holds a key.
 * Compare `code`, use a guard such as `isRateLimitError(error)`, or `instanceof`.
 */
export class EvolutionError extends Error {
  override readonly name: string = "EvolutionError";
  readonly code: ErrorCode;
  /** Set on every failed send, see {@link Delivery}. `undefined` for calls that send nothing. */
  readonly delivery: Delivery | undefined;
  readonly endpoint: string | undefined;
  readonly instanceName: string | undefined;
  /** @internal */
  declare readonly [brand]: true;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.delivery = facts.delivery;
    this.endpoint = facts.endpoint;
    this.instanceName = facts.instanceName;
    Object.defineProperty(this, brand, { value: true, enumerable: false });
  }

  /** The facts without stack, cause and body: what is safe and short enough for a log line. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, delivery, endpoint, instanceName } = this;
    return { name, code, message, delivery, endpoint, instanceName };
  }
}
