import {
  AbortError,
  type ErrorFacts,
  InvalidArgumentError,
  isInvalidArgumentError,
  isMediaError,
  MediaError,
  TimeoutError,
} from "../errors/index.js";
import type { MediaLimits } from "./media/limits.js";
import { bodyByUrl, type MediaRule, type PreparedMedia, prepareMedia } from "./media/prepare.js";
import type { TransportRequest } from "./transport.js";
import { withDeadline } from "./transports/deadline.js";

/** The body of a call whose file the gateway fetches itself, as {@link bodyByUrl} makes it. */
export function readUrl(rule: MediaRule, body: object, facts: ErrorFacts): object | undefined {
  try {
    return bodyByUrl(rule, body as Record<string, unknown>);
  } catch (error) {
    throw withFacts(error, facts);
  }
}

/**
 * The file of a call, ready to leave. Reading it takes at most as long as waiting for the answer may.
 *
 * @throws {InvalidArgumentError} no media, or too large
 * @throws {MediaError} it cannot be read
 * @throws {TimeoutError} its source gives nothing
 * @throws {AbortError} the caller's signal fired
 */
export async function readMedia(
  rule: MediaRule,
  body: object,
  request: Pick<TransportRequest, "timeoutMs" | "signal">,
  limits: MediaLimits,
  facts: ErrorFacts,
): Promise<PreparedMedia> {
  try {
    return await withDeadline(request, (signal) => prepareMedia(rule, body as Record<string, unknown>, limits, signal));
  } catch (cause) {
    const { signal, timeoutMs } = request;
    if (signal?.aborted) {
      const text = `${facts.endpoint} was cancelled by the caller's signal while its media was read.`;
      throw new AbortError(text, { ...facts, cause: signal.reason });
    }
    if (cause instanceof DOMException && cause.name === "TimeoutError") {
      throw new TimeoutError(`The media of ${facts.endpoint} could not be read within ${timeoutMs} ms.`, {
        ...facts,
        cause,
        timeoutMs,
      });
    }
    throw withFacts(cause, facts);
  }
}

/** A refusal of the media, with the call it was given to. */
export function withFacts<E>(error: E, facts: ErrorFacts): E | InvalidArgumentError | MediaError {
  const all = { ...facts, cause: (error as Error | undefined)?.cause };
  if (isInvalidArgumentError(error)) return new InvalidArgumentError(error.message, all);
  if (isMediaError(error)) return new MediaError(error.message, all);
  return error;
}
