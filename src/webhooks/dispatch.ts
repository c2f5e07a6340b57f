import type { EventHandlerMap } from "mitt";
import type { WebhookHandlerError } from "../errors/index.js";
import type { WebhookEvent } from "./events.js";
import { handlerError } from "./handler-error.js";
import { type Handler, isThenable } from "./subscription.js";

/** A handler, and what it is to be given. */
export interface Call {
  readonly handler: Handler<unknown>;
  readonly subject: unknown;
}

/** Adds the handlers of a name and those of `"*"`. mitt types the latter with two arguments; only the first is used here. */
export function collect<Subject>(
  calls: Call[],
  all: EventHandlerMap<Record<string, Subject>>,
  name: string,
  subject: Subject,
): void {
  // The wire's own "*" is no wildcard of ours.
  if (name !== "*")
    for (const handler of all.get(name) ?? []) calls.push({ handler: handler as Handler<unknown>, subject });
  for (const handler of all.get("*") ?? []) calls.push({ handler: handler as Handler<unknown>, subject });
}

/**
 * Runs them one after another, whatever the others do. Answers the failures, and does so without a promise when no handler
 * made one: most deliveries need none.
 */
export function runAll(
  calls: readonly Call[],
  event: WebhookEvent,
  start = 0,
  failures: WebhookHandlerError[] = [],
): WebhookHandlerError[] | Promise<WebhookHandlerError[]> {
  for (let i = start; i < calls.length; i++) {
    try {
      const call = calls[i];
      const pending = call?.handler(call.subject);
      if (!isThenable(pending)) continue;
      const failed = (cause: unknown) => void failures.push(handlerError("handler", event, cause));
      return Promise.resolve(pending)
        .catch(failed)
        .then(() => runAll(calls, event, i + 1, failures));
    } catch (cause) {
      failures.push(handlerError("handler", event, cause));
    }
  }
  return failures;
}
