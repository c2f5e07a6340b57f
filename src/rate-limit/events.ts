import mitt from "mitt";
import type { StateStoreError } from "../errors/index.js";
import { onAbort } from "../internal/abort.js";
import type { DecidedBy, LimitPolicy } from "./decision.js";

/** One rule's no. */
export interface Refusal {
  readonly rule: string;
  /** A phone, a LID, a group's JID or an instance's name; an IP address without its end; else `#` and a part of a hash. */
  readonly subject: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly retryAfterMs: number;
  readonly policy: LimitPolicy;
  readonly decidedBy: DecidedBy;
}

/** What this process's limiter tells. */
export type RateLimitEvents = {
  /** Once for each rule that refuses. */
  refused: Refusal;
  /** The store or the insurance could not be reached, was too slow, or answered nonsense. */
  storeError: StateStoreError;
  /** A listener threw. */
  error: unknown;
};

export type RateLimitEventName = keyof RateLimitEvents;

/** Tells listeners. One that throws or rejects is reported as `error` and keeps nobody from being told. */
export class LimitEmitter {
  readonly #listeners = mitt<RateLimitEvents>();

  on<Name extends RateLimitEventName>(
    name: Name,
    listener: (event: RateLimitEvents[Name]) => void,
    signal?: AbortSignal,
  ): () => void {
    if (signal?.aborted) return () => {};
    // A function of its own, so that the same listener may be there twice and end one at a time.
    const own = (event: RateLimitEvents[Name]) => listener(event);
    this.#listeners.on(name, own);
    const end = () => {
      this.#listeners.off(name, own);
      forget?.();
    };
    const forget = signal && onAbort(signal, end);
    return end;
  }

  emit<Name extends RateLimitEventName>(name: Name, event: RateLimitEvents[Name]): void {
    const listeners = this.#listeners.all.get(name) as ((event: RateLimitEvents[Name]) => unknown)[] | undefined;
    for (const listener of [...(listeners ?? [])]) {
      const report = (error: unknown) => {
        if (name !== "error") this.emit("error", error);
      };
      try {
        const answer = listener(event);
        if (answer instanceof Promise) answer.catch(report);
      } catch (error) {
        report(error);
      }
    }
  }
}
