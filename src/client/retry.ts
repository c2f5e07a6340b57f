import pRetry from "p-retry";
import { AbortError, type EvolutionError, isApiError, isEvolutionError } from "../errors/index.js";
import { backoffMs } from "../internal/backoff.js";
import type { Clock } from "../internal/clock.js";
import type { Endpoint } from "./endpoints/index.js";
import { type ClientHooks, type ClientLog, tell } from "./hooks.js";
import { isAnswerTooLong } from "./transport.js";

const backoff = { minMs: 500, maxMs: 10_000 };

/** A longer `Retry-After` is not slept through: the error goes to the caller, with `retryAfterMs`. */
const longestWaitMs = 60_000;

/** Statuses that a later attempt may change. Not 500: on this gateway it is often the caller's mistake. */
const transientStatus = new Set([408, 425, 429, 502, 503, 504]);

export interface RetryPolicy {
  readonly endpoint: Endpoint;
  readonly retries: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
  readonly onRetry?: ClientHooks["onRetry"];
  readonly log?: ClientLog | undefined;
}

/**
 * Whether trying again is safe and may help. A call that is not idempotent, a send above all, is repeated only when the
 * connection was never made.
 */
export function mayRetry(endpoint: Endpoint, error: unknown): error is EvolutionError {
  if (!isEvolutionError(error)) return false;
  switch (error.code) {
    case "CONNECTION":
      // The next answer would be as long.
      if (isAnswerTooLong(error)) return false;
      return endpoint.idempotent || error.delivery === "not-sent";
    case "TIMEOUT":
      return endpoint.idempotent;
    default:
      return (
        endpoint.idempotent &&
        isApiError(error) &&
        error.code !== "LICENSE_REQUIRED" &&
        transientStatus.has(error.status) &&
        (error.retryAfterMs ?? 0) <= longestWaitMs
      );
  }
}

/**
 * Tries again after a first failure: exponential backoff with full jitter, never before the gateway's `Retry-After`.
 * Rejects with the last error.
 */
export function retry<T>(
  first: EvolutionError,
  attempt: (number: number) => Promise<T>,
  policy: RetryPolicy,
): Promise<T> {
  const { endpoint, retries, clock, random, signal, onRetry, log } = policy;
  if (retries === 0) return Promise.reject(first);
  let last = first;
  const waitAndTry = async (retryNumber: number) => {
    const wanted = isApiError(last) ? (last.retryAfterMs ?? 0) : 0;
    const waitMs = Math.max(wanted, backoffMs(backoff, retryNumber - 1, random));
    const { instanceName } = last;
    const route = `${endpoint.method} ${endpoint.path}`;
    const event = () => ({ endpoint: route, instanceName, attempt: retryNumber + 1, waitMs, error: last });
    tell(log?.retry, event);
    tell(onRetry, event);
    await clock.sleep(waitMs, signal).catch((cause: unknown) => {
      throw cancelled(last, cause);
    });
    try {
      return await attempt(retryNumber + 1);
    } catch (error) {
      if (isEvolutionError(error)) last = error;
      throw error;
    }
  };
  return pRetry(waitAndTry, {
    retries: retries - 1,
    minTimeout: 0,
    shouldRetry: ({ error }) => mayRetry(endpoint, error),
  });
}

/** Cancelled between two attempts: what is known is what the last attempt left behind. */
function cancelled({ endpoint, instanceName, delivery }: EvolutionError, cause: unknown): AbortError {
  return new AbortError(`${endpoint} was cancelled by the caller's signal while waiting to try again.`, {
    cause,
    endpoint,
    instanceName,
    delivery,
  });
}
