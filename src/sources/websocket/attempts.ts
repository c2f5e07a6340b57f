import { backoffMs } from "../../internal/backoff.js";
import { factLog } from "../../internal/fact-log.js";
import { givenUp, outcomeOf, tell } from "../source.js";
import type { ResolvedOptions } from "./options.js";
import { withoutBytes } from "./without-bytes.js";

const retry = { minMs: 500, maxMs: 10_000 };

/**
 * Works on what arrives. Nobody keeps an event for us here, so one that is not handled waits in memory for a few more
 * attempts; when they are used up, or too many wait, it is lost, and `onError` is told.
 */
export class Attempts {
  readonly #options: ResolvedOptions;
  readonly #stopping: AbortSignal;
  readonly #running = new Set<Promise<void>>();
  #working = 0;

  constructor(options: ResolvedOptions, stopping: AbortSignal) {
    this.#options = options;
    this.#stopping = stopping;
  }

  take(event: string, body: unknown): void {
    const { maxWaiting, logger } = this.#options;
    // Raw stanzas of calls come under the name of an event, with an event of their own inside.
    if (isStanza(body)) {
      factLog(logger).debug("WebSocket: a raw stanza was left out", { event });
    } else {
      const running = this.#admit(event, body, maxWaiting).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
  }

  /** Many may arrive in one turn of the loop, in which nothing that was begun can end: those over the limit wait for the next. */
  async #admit(event: string, body: unknown, maxWaiting: number): Promise<void> {
    if (this.#working >= maxWaiting) await new Promise<void>((resolve) => setTimeout(resolve, 0));
    if (this.#working >= maxWaiting) {
      const error = new Error(`${maxWaiting} events are being worked on or wait`);
      return this.#lose(event, "An event was lost: too many wait", { status: 503, error });
    }
    this.#working++;
    try {
      await this.#work(event, body);
    } finally {
      this.#working--;
    }
  }

  /** Resolves when no handler runs any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #work(event: string, received: unknown): Promise<void> {
    const { handle, clock, random, attempts, logger } = this.#options;
    let body: unknown;
    try {
      body = withoutBytes(received);
    } catch (error) {
      // Nested too deep to be copied.
      return this.#lose(event, "An event was refused for good", { status: 422, error });
    }
    for (let attempt = 1; ; attempt++) {
      const outcome = await outcomeOf(handle, body);
      if (outcome.kind === "done") return;
      if (outcome.kind === "refused") return this.#lose(event, "An event was refused for good", outcome);
      factLog(logger).warn("WebSocket: an event was not handled", { event, status: outcome.status, attempt });
      if (attempt >= attempts) return this.#lose(event, `An event was lost after ${attempts} attempts`, outcome);
      const isAwake = await clock.sleep(backoffMs(retry, attempt, random), this.#stopping).then(
        () => true,
        () => false,
      );
      if (!isAwake) return this.#lose(event, "An event was lost: the source stopped before its next attempt", outcome);
    }
  }

  #lose(event: string, what: string, outcome: { status: number; error: unknown }): void {
    factLog(this.#options.logger).error(`WebSocket: ${what}`, { event, status: outcome.status });
    tell(this.#options.onError, givenUp(`${what} (${event.slice(0, 80)})`, outcome));
  }
}

const isStanza = (body: unknown): boolean => {
  const { event } = (body ?? {}) as { event?: unknown };
  return typeof event === "string" && event.startsWith("CB:");
};
