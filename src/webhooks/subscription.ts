import { InvalidArgumentError } from "../errors/index.js";
import { onAbort } from "../internal/abort.js";
import { describe } from "../internal/record.js";

/** A handler may be asynchronous; the gateway's request waits for it (30 s at most), so hand long work to a queue. */
export type Handler<Subject> = (subject: Subject) => unknown;

export interface SubscribeOptions {
  /** Unsubscribes when it fires. */
  readonly signal?: AbortSignal | undefined;
}

/** Adds a handler unless its signal has fired, and answers what takes it out again. */
export function subscribe({ signal }: SubscribeOptions, add: () => () => void): () => void {
  if (signal?.aborted) return () => {};
  const remove = add();
  const forget = signal && onAbort(signal, remove);
  return () => {
    forget?.();
    remove();
  };
}

/** @throws {InvalidArgumentError} it is no function */
export function assertHandler(handler: unknown): void {
  if (typeof handler === "function") return;
  throw new InvalidArgumentError(`Expected a function that handles it, got ${describe(handler)}.`);
}

/**
 * A handler that succeeds once. While it runs it is given nothing else, and when it fails it stays: the delivery that comes
 * again is then its first.
 */
export function untilDone<Subject>(handler: Handler<Subject>, end: () => void): Handler<Subject> {
  let isTaken = false;
  const giveBack = (cause: unknown): never => {
    isTaken = false;
    throw cause;
  };
  return (subject) => {
    if (isTaken) return undefined;
    isTaken = true;
    try {
      const result = handler(subject);
      if (!isThenable(result)) return end();
      return Promise.resolve(result).then(end, giveBack);
    } catch (cause) {
      return giveBack(cause);
    }
  };
}

/** Not only native promises: query builders and older libraries have their own. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
