import { AbortError, ConnectionError, type Delivery, type EvolutionError, TimeoutError } from "../errors/index.js";
import { isRecord } from "../internal/record.js";
import type { Endpoint } from "./endpoints.js";

export interface FailureContext {
  readonly endpoint: Endpoint;
  readonly instanceName: string | undefined;
  readonly origin: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** The name did not resolve, or nobody listened: no byte of the request can have left. */
const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"]);
const timedOut = new Set([
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "TimeoutError",
]);

/** Names what went wrong when no answer came, and whether a send can have left. */
export function failureOf(context: FailureContext, cause: unknown): EvolutionError {
  const { endpoint, instanceName, origin, timeoutMs, signal } = context;
  const route = `${endpoint.method} ${endpoint.path}`;
  const codes = codesOf(cause);
  const refused = codes.length > 0 && codes.every((code) => neverConnected.has(code));
  const delivery: Delivery | undefined = endpoint.send ? (refused ? "not-sent" : "unknown") : undefined;
  const facts = { cause, delivery, instanceName, endpoint: route };
  const look = delivery === "unknown" ? " The message may have been sent: look before sending it again." : "";

  if (signal?.aborted) {
    return new AbortError(`${route} was cancelled by the caller's signal while it was under way.${look}`, {
      ...facts,
      cause: signal.reason,
    });
  }
  if (codes.some((code) => timedOut.has(code))) {
    return new TimeoutError(
      `${route} had no complete answer within ${timeoutMs} ms.${look} Raise \`timeoutMs\` if the gateway is slow.`,
      {
        ...facts,
        timeoutMs,
      },
    );
  }
  if (refused) {
    return new ConnectionError(
      `${origin} cannot be reached (${codes.join(", ")}). Check \`baseUrl\` and that the gateway runs.`,
      facts,
    );
  }
  const why = codes.length > 0 ? codes.join(", ") : cause instanceof Error ? cause.message : "unknown cause";
  return new ConnectionError(
    `${route}: the connection to ${origin} broke before the answer was complete (${why}).${look}`,
    facts,
  );
}

/**
 * The codes of the innermost causes: `fetch` wraps its cause, and a host with several addresses fails with one error each.
 */
function codesOf(error: unknown, depth = 0): string[] {
  if (depth > 8 || !isRecord(error)) return [];
  if (error instanceof AggregateError) return error.errors.flatMap((each) => codesOf(each, depth + 1));
  const inner = codesOf(error.cause, depth + 1);
  if (inner.length > 0) return inner;
  if (typeof error.code === "string") return [error.code];
  return error.name === "TimeoutError" ? ["TimeoutError"] : [];
}
