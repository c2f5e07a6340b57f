import { type ErrorCode, type ErrorFacts, EvolutionError } from "./evolution-error.js";

/** A webhook request was refused, or could not be worked on. `status` is what the gateway was answered. */
export class WebhookError extends EvolutionError {
  override readonly name: string = "WebhookError";
  readonly status: number;
  constructor(
    message: string,
    facts: ErrorFacts & { readonly status: number },
    code: Extract<ErrorCode, `WEBHOOK${string}`> = "WEBHOOK",
  ) {
    super(code, message, facts);
    this.status = facts.status;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), status: this.status };
  }
}

/** The body is not a gateway event, or an event whose data cannot be read. `path` says where. */
export class WebhookParseError extends WebhookError {
  override readonly name = "WebhookParseError";
  /** Where in the body, e.g. `data.key.remoteJid`; empty for the body itself. */
  readonly path: string;
  constructor(message: string, facts: ErrorFacts & { readonly status: number; readonly path: string }) {
    super(message, facts, "WEBHOOK_PARSE");
    this.path = facts.path;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), path: this.path };
  }
}

/** One of your handlers threw. `cause` is its error, `event` what it was given. The gateway was answered 503. */
export class WebhookHandlerError<Event = unknown> extends WebhookError {
  override readonly name = "WebhookHandlerError";
  /** Not part of `toJSON()`: events carry what people wrote. */
  readonly event: Event;
  constructor(message: string, facts: ErrorFacts & { readonly event: Event }) {
    super(message, { ...facts, status: 503 }, "WEBHOOK_HANDLER");
    this.event = facts.event;
  }
}
