import type { WebhookHandlerError } from "../errors/index.js";
import type { WebhookEvent } from "./events.js";
import { handlerError } from "./handler-error.js";

/**
 * A function around the handlers of every event. `next()` runs the middleware behind it and then the handlers; it resolves
 * when all of them are done, and rejects with the first failure. Who does not call it swallows the event, and so does who
 * calls it after the middleware has ended without waiting: `onError` is told of that.
 */
export type Middleware = (event: WebhookEvent, next: () => Promise<void>) => unknown;

/** Runs the middleware around `handlers`, and answers all failures: one that a middleware catches counts all the same. */
export async function runThrough(
  middleware: readonly Middleware[],
  event: WebhookEvent,
  handlers: () => WebhookHandlerError[] | Promise<WebhookHandlerError[]>,
  /** Told of what goes wrong when the event has been answered. */
  report: (error: WebhookHandlerError) => void,
): Promise<WebhookHandlerError[]> {
  const failures: WebhookHandlerError[] = [];
  let isAnswered = false;
  const note = (cause: unknown) => {
    if (isAnswered) report(handlerError("middleware", event, cause));
    else if (!failures.includes(cause as WebhookHandlerError)) failures.push(handlerError("middleware", event, cause));
  };

  async function run(index: number): Promise<void> {
    const current = middleware[index];
    if (current) await runOne(current, () => run(index + 1));
    else failures.push(...(await handlers()));
    if (failures[0]) throw failures[0];
  }

  async function runOne(current: Middleware, rest: () => Promise<void>): Promise<void> {
    let inner: Promise<void> | undefined;
    let hasEnded = false;
    const next = () => {
      if (inner || hasEnded) return refuse();
      inner = handled(rest());
      return inner;
    };
    const refuse = () => {
      const error = new Error(
        hasEnded ? "next() was called after its middleware had ended. Await it." : "next() was called twice.",
      );
      note(error);
      return handled(Promise.reject<void>(error));
    };
    try {
      await current(event, next);
    } catch (cause) {
      note(cause);
    }
    hasEnded = true;
    // Also when the middleware did not wait for it: the gateway is answered once everything is done.
    await inner?.catch(() => {});
  }

  await handled(run(0)).catch(() => {});
  isAnswered = true;
  return failures;
}

/** Its rejection is known from the failures, whether the middleware looks at it or not. */
function handled(promise: Promise<void>): Promise<void> {
  promise.catch(() => {});
  return promise;
}
