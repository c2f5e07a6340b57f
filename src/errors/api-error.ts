import { type ApiErrorCode, type ErrorFacts, EvolutionError } from "./evolution-error.js";

export interface ApiErrorFacts extends ErrorFacts {
  readonly status: number;
  readonly body: unknown;
  readonly details?: readonly string[];
  readonly retryAfterMs?: number | undefined;
}

/** The gateway answered and refused, or answered something that is no success. */
export class ApiError extends EvolutionError {
  override readonly name: string = "ApiError";
  declare readonly code: ApiErrorCode;
  /** The HTTP status. It may be 200 or 201: some refusals come back as a success (`docs/reference/errors.md`). */
  readonly status: number;
  /** The gateway's answer, decoded from JSON where possible, with keys and tokens replaced. */
  readonly body: unknown;
  /** The texts of the answer, whatever shape they came in. */
  readonly details: readonly string[];
  /** How long the gateway asked us to wait, from `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, facts: ApiErrorFacts, code: ApiErrorCode = "API") {
    super(code, message, facts);
    this.status = facts.status;
    this.body = facts.body;
    this.details = facts.details ?? [];
    this.retryAfterMs = facts.retryAfterMs;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), status: this.status, details: this.details, retryAfterMs: this.retryAfterMs };
  }
}

/** 401, or a 403 that is not about a name: the key is missing, wrong, or not allowed to do this. */
export class AuthenticationError extends ApiError {
  override readonly name = "AuthenticationError";
  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts, "AUTHENTICATION");
  }
}

/** `instances.create` met an instance of that name. After a timeout this usually means that the first call worked. */
export class InstanceNameInUseError extends ApiError {
  override readonly name = "InstanceNameInUseError";
  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts, "INSTANCE_NAME_IN_USE");
  }
}

/** The instance exists, but its WhatsApp connection is not open. */
export class InstanceNotConnectedError extends ApiError {
  override readonly name = "InstanceNotConnectedError";
  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts, "INSTANCE_NOT_CONNECTED");
  }
}

/** The gateway (2.4 and later) is not activated: every call answers 503 until an operator does it. Never retried. */
export class LicenseRequiredError extends ApiError {
  override readonly name = "LicenseRequiredError";
  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts, "LICENSE_REQUIRED");
  }
}

/** 404: no such instance, message, group or route. */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts, "NOT_FOUND");
  }
}

/** 429, or Meta's rate limits, which arrive inside a 201. `retryAfterMs` is set when a wait was asked for. */
export class RateLimitError extends ApiError {
  override readonly name = "RateLimitError";
  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts, "RATE_LIMIT");
  }
}

/** The number is not on WhatsApp; nothing was sent. */
export class RecipientNotFoundError extends ApiError {
  override readonly name = "RecipientNotFoundError";
  /** The numbers that do not exist, as they were given. */
  readonly numbers: readonly string[];
  constructor(message: string, facts: ApiErrorFacts & { readonly numbers: readonly string[] }) {
    super(message, facts, "RECIPIENT_NOT_FOUND");
    this.numbers = facts.numbers;
  }
}

/** A 5xx without a better name. On this gateway it may be a caller's mistake, so a 500 is never retried by itself. */
export class ServerError extends ApiError {
  override readonly name = "ServerError";
  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts, "SERVER");
  }
}

/** The gateway refused the request's content; `details` lists what is wrong. */
export class ValidationError extends ApiError {
  override readonly name = "ValidationError";
  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts, "VALIDATION");
  }
}
