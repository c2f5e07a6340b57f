import { WebhookHandlerError } from "../errors/index.js";
import { messageOf } from "../internal/record.js";
import type { WebhookEvent } from "./events.js";

/** What a handler or a middleware has thrown, with the event it was given. */
export function handlerError(
  thrower: "handler" | "middleware",
  event: WebhookEvent,
  cause: unknown,
): WebhookHandlerError<WebhookEvent> {
  return new WebhookHandlerError(`A ${thrower} of ${event.event} threw: ${messageOf(cause)}`, {
    cause,
    event,
    instanceName: event.instance,
  });
}
