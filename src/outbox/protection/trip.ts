import { codesOf } from "../../client/failure.js";
import {
  type ApiError,
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isInstanceNotConnectedError,
  isLicenseRequiredError,
  isRateLimitError,
  isTimeoutError,
} from "../../errors/index.js";
import { own } from "../../internal/record.js";

/**
 * Why nothing more should be sent for a while: WhatsApp or Meta asks to go slower; WhatsApp refuses new conversations of
 * this number (463); the gateway is not activated; the instance is not connected; the key or Meta's token is refused;
 * nothing answers where the gateway should be.
 */
export type TripCause = "rate-limited" | "restricted" | "license" | "closed" | "unauthorized" | "unreachable";

/** What opens the circuit of an instance. */
export interface Trip {
  readonly cause: TripCause;
  /** How to find out that it is over: by reading the instance's state, or only by waiting and one message. */
  readonly probe: "read" | "wait";
  /** How long we were asked to wait. */
  readonly retryAfterMs?: number | undefined;
}

const metaLimits: readonly unknown[] = [4, 80007, 130429, 131048, 131056];
/** Whole texts, so that a failure that quotes somebody's message does not look like one. */
const overLimit = /^(?:\w*Error: )?rate-overlimit$/;
const restricted =
  /^(?:\w*Error: )?(?:463|(?:server returned )?error(?: code)?:? 463|(?:463:? ?)?NackCallerReachoutTimelocked(?: ?\(463\))?)$/i;
/** No connection was made at all. */
const neverConnected: readonly string[] = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

/**
 * What an error of the client says about the whole instance, whatever became of its message; `undefined` when it is about
 * that one call. Never throws.
 */
export function tripOf(error: unknown): Trip | undefined {
  const cause = causeOf(error);
  if (!cause) return undefined;
  const retryAfterMs = isApiError(error) ? error.retryAfterMs : undefined;
  return { cause, probe: isReadable(cause, error) ? "read" : "wait", ...(retryAfterMs && { retryAfterMs }) };
}

function causeOf(error: unknown): TripCause | undefined {
  if (isConnectionError(error) || isTimeoutError(error)) {
    return codesOf(error.cause).every((code) => neverConnected.includes(code)) ? "unreachable" : undefined;
  }
  if (!isApiError(error)) return undefined;
  if (isLicenseRequiredError(error)) return "license";
  if (isRateLimitError(error) || isMetaLimit(error) || says(error, overLimit)) return "rate-limited";
  if (says(error, restricted)) return "restricted";
  if (isInstanceNotConnectedError(error)) return "closed";
  // A 403 is about one call, or comes from what stands in front of the gateway and looks at the text.
  if (isAuthenticationError(error) && error.status !== 403) return "unauthorized";
  // The gateway itself has neither: a proxy has nobody behind it.
  if (error.status === 502 || error.status === 503) return "unreachable";
  return undefined;
}

const isMetaLimit = ({ status, body }: ApiError): boolean => status < 300 && metaLimits.includes(own(body, "code"));

const says = ({ details }: ApiError, pattern: RegExp): boolean => details.some((text) => pattern.test(text));

/** A number's limits are nowhere to be read, and an instance on Meta's side is always "open", whatever its token. */
function isReadable(cause: TripCause, error: unknown): boolean {
  if (cause === "rate-limited" || cause === "restricted") return false;
  return !(cause === "unauthorized" && isApiError(error) && error.status < 300);
}
