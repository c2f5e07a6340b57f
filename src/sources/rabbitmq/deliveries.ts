import { backoffMs } from "../../internal/backoff.js";
import { factLog } from "../../internal/fact-log.js";
import { givenUp, outcomeOf, tell } from "../source.js";
import type { AmqpChannel, AmqpMessage } from "./amqp.js";
import type { ResolvedOptions } from "./options.js";

const retry = { minMs: 1_000, maxMs: 60_000 };

type Verdict = "ack" | "reject" | "requeue";

/**
 * Works on what one channel delivers. An event is acknowledged after it was handled. One that could not be is tried again
 * here, with growing waits, and only then goes back to the queue: RabbitMQ 4 drops a message that has gone back 20 times,
 * and giving it back at once would use that up within a second.
 */
export class Deliveries {
  readonly #options: ResolvedOptions;
  readonly #channel: AmqpChannel;
  readonly #leaving: AbortSignal;
  readonly #running = new Set<Promise<void>>();

  /** `leaving`: the channel is about to close, or is closed already. */
  constructor(options: ResolvedOptions, channel: AmqpChannel, leaving: AbortSignal) {
    this.#options = options;
    this.#channel = channel;
    this.#leaving = leaving;
  }

  /** What arrives while we leave stays unanswered: the broker takes it back when the channel closes. */
  take(queue: string, message: AmqpMessage): void {
    if (this.#leaving.aborted) return;
    const running = this.#work(queue, message).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when no handler runs any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #work(queue: string, message: AmqpMessage): Promise<void> {
    const verdict = await this.#verdictOn(queue, new TextDecoder().decode(message.content));
    try {
      if (verdict === "ack") this.#channel.ack(message);
      else this.#channel.nack(message, false, verdict === "requeue");
    } catch {
      // The channel has closed under the handler, so the broker will deliver the event again.
      factLog(this.#options.logger).warn("RabbitMQ: the connection went before the answer, the event comes again", {
        queue,
        verdict,
      });
    }
  }

  async #verdictOn(queue: string, body: string): Promise<Verdict> {
    const { handle, clock, random, holdMs, logger, onError } = this.#options;
    const until = clock.now() + holdMs;
    for (let attempt = 1; ; attempt++) {
      const outcome = await outcomeOf(handle, body);
      if (outcome.kind === "done") return "ack";
      const { status } = outcome;
      if (outcome.kind === "refused") {
        factLog(logger).error("RabbitMQ: an event was refused for good", { queue, status });
        tell(onError, givenUp(`An event of queue ${queue} was refused for good`, outcome));
        return "reject";
      }
      const leftMs = until - clock.now();
      factLog(logger).warn("RabbitMQ: an event was not handled", { queue, status, attempt });
      if (leftMs <= 0) return "requeue";
      const isAwake = await clock.sleep(Math.min(backoffMs(retry, attempt, random), leftMs), this.#leaving).then(
        () => true,
        () => false,
      );
      if (!isAwake) return "requeue";
    }
  }
}
