import { AbortError } from "../../errors/index.js";
import { onAbort } from "../../internal/abort.js";
import { backoffMs } from "../../internal/backoff.js";
import { factLog } from "../../internal/fact-log.js";
import { type Source, tell } from "../source.js";
import { connectionError, isLasting } from "./amqp.js";
import { type RabbitmqSourceOptions, type ResolvedOptions, resolveOptions } from "./options.js";
import { Session } from "./session.js";

const reconnect = { minMs: 500, maxMs: 30_000 };

/**
 * Hands the gateway's events from RabbitMQ to a webhook. Each is acknowledged after it was handled, so a process that dies
 * loses none; what it had not acknowledged comes again, here or at another consumer.
 *
 * `start()` resolves once it consumes. It waits for a broker that is not up yet and for queues that are not there yet, and
 * rejects only for what no waiting heals, such as a wrong password. Later every loss is followed by a new connection.
 *
 * @throws {InvalidArgumentError} naming the option that is wrong
 * @example
 * const source = rabbitmqSource({ url, queues: ["shop.messages.upsert"], handle: webhook.handle });
 * await source.start();
 */
export function rabbitmqSource(options: RabbitmqSourceOptions): Source {
  const resolved = resolveOptions(options);
  const stopping = new AbortController();
  let started: Promise<void> | undefined;
  let ended: Promise<void> | undefined;

  const start = () => {
    started ??= new Promise((resolve, reject) => {
      ended = run(resolved, stopping.signal, resolve).then(
        () => reject(new AbortError("The source was stopped before it was connected.")),
        reject,
      );
    });
    return started;
  };
  const stop = async () => {
    forget?.();
    stopping.abort();
    await ended;
  };
  const forget = options.signal && onAbort(options.signal, () => void stop());
  if (options.signal?.aborted) stopping.abort();

  return { start, stop, [Symbol.asyncDispose]: stop };
}

/** One session after another. Resolves when it was stopped and all is closed; rejects if the first one cannot ever be. */
async function run(options: ResolvedOptions, stopping: AbortSignal, onConsuming: () => void): Promise<void> {
  const { logger, clock, random, secrets, onError } = options;
  const log = factLog(logger);
  const stopped = new Promise<void>((resolve) => stopping.addEventListener("abort", () => resolve(), { once: true }));
  const closing = new Set<Promise<void>>();
  let hasConsumed = false;
  let failures = 0;
  while (!stopping.aborted) {
    let reason: unknown;
    try {
      const opening = Session.open(options);
      // A broker that takes the connection and says nothing must not hold up the end.
      const session = await Promise.race([opening, stopped]);
      if (!session) {
        opening.then((late) => late.close()).catch(() => {});
        break;
      }
      log.info("RabbitMQ: consuming", { queues: (options.queues ?? [options.queue?.name]).join(",") });
      hasConsumed = true;
      failures = 0;
      onConsuming();
      reason = await Promise.race([session.lost, stopped]);
      // Not awaited: a handler that still runs must not keep a new session from beginning.
      const closed: Promise<void> = session.close().finally(() => closing.delete(closed));
      closing.add(closed);
      if (stopping.aborted) break;
    } catch (error) {
      reason = error;
    }
    const error = connectionError(reason, secrets);
    if (!hasConsumed && isLasting(reason)) throw error;
    const waitMs = Math.round(backoffMs(reconnect, ++failures, random));
    log.warn(error.message, { nextTryMs: waitMs });
    tell(onError, error);
    await clock.sleep(waitMs, stopping).catch(() => {});
  }
  await Promise.all(closing);
  log.info("RabbitMQ: stopped", {});
}
