import { AbortError, ConnectionError, type Delivery, type EvolutionError, TimeoutError } from "../errors/index.js";
import { isRecord, messageOf } from "../internal/record.js";
import { redactText } from "../internal/redact.js";
import type { Endpoint } from "./endpoints/index.js";
import type { Upload } from "./media/upload.js";
import { withFacts } from "./read-media.js";
import { hasBegunToAnswer } from "./transport.js";

export interface FailureContext {
  readonly endpoint: Endpoint;
  readonly instanceName: string | undefined;
  readonly origin: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly upload: Upload | undefined;
  /** Texts that must not appear in an error. */
  readonly secrets: readonly string[];
}

/** The name did not resolve, or nobody listened: no byte of the request can have left. */
const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"]);
const unknown = "unknown";
const timedOut = new Set([
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "TimeoutError",
]);

/** Names what went wrong when no answer came, and whether a send can have left. */
export function failureOf(context: FailureContext, cause: unknown): EvolutionError {
  const { endpoint, instanceName, origin, timeoutMs, signal, upload } = context;
  const route = `${endpoint.method} ${endpoint.path}`;
  const codes = codesOf(cause);
  // A caller may abort with any error, also one that looks like a network's.
  const refused = !signal?.aborted && codes.every((code) => neverConnected.has(code));
  // Without the last bytes of its form the gateway cannot have taken the message, unless it has begun to say so.
  const cannotHaveLeft = refused || (upload?.isComplete === false && !hasBegunToAnswer(cause));
  const delivery: Delivery | undefined = endpoint.send ? (cannotHaveLeft ? "not-sent" : "unknown") : undefined;
  const facts = { cause, delivery, instanceName, endpoint: route };
  const look = delivery === "unknown" ? " The message may have been sent: look before sending it again." : "";

  if (signal?.aborted) {
    return new AbortError(`${route} was cancelled by the caller's signal while it was under way.${look}`, {
      ...facts,
      cause: signal.reason,
    });
  }
  if (upload?.failure) return withFacts(upload.failure, facts);
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
      `${origin} cannot be reached (${namesOf(codes)}). Check \`baseUrl\` and that the gateway runs.`,
      facts,
    );
  }
  const why = codes.every((code) => code === unknown) ? redactText(messageOf(cause), context.secrets) : namesOf(codes);
  return new ConnectionError(
    `${route}: the connection to ${origin} broke before the answer was complete (${why}).${look}`,
    facts,
  );
}

const namesOf = (codes: readonly string[]): string => [...new Set(codes)].filter((code) => code !== unknown).join(", ");

/**
 * The codes of an error and of all its causes: `fetch` wraps its cause, and a host with several addresses fails with one
 * error each. A part that says nothing counts as `unknown`, so that it cannot pass for a refusal.
 */
export function codesOf(error: unknown, depth = 0): string[] {
  if (depth > 8 || !isRecord(error)) return [unknown];
  const own = typeof error.code === "string" ? error.code : error.name === "TimeoutError" ? "TimeoutError" : undefined;
  const causes = error instanceof AggregateError ? error.errors : error.cause === undefined ? [] : [error.cause];
  const codes = causes.flatMap((cause) => codesOf(cause, depth + 1));
  if (own !== undefined) codes.push(own);
  return codes.length > 0 ? codes : [unknown];
}
