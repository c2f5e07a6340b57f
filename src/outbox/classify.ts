import { isEvolutionError } from "../errors/index.js";
import { fieldOf } from "../internal/record.js";

/**
 * What a failed send was: `refused` (proven not sent, and the same again would be refused again), `retry` (proven not sent,
 * may work later), `held` (proven not sent, and nothing can be sent there until somebody or something mends it), or
 * `uncertain`.
 */
export type Failure = "refused" | "retry" | "held" | "uncertain";

/** Meta's errors of its own making: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes */
const metaTransient = new Set([1, 2, 131000, 131016, 133004]);

/** Judges the error of a client's send. Whatever is not proven not to have left is uncertain. */
export function classifySend(error: unknown): Failure {
  if (!isEvolutionError(error)) return "uncertain";
  if (error.code === "INVALID_ARGUMENT" && error.delivery !== "unknown") return "refused";
  if (error.delivery !== "not-sent") return "uncertain";
  switch (error.code) {
    case "CONNECTION":
    case "ABORTED":
    case "INSTANCE_NOT_CONNECTED":
    case "LICENSE_REQUIRED":
    case "AUTHENTICATION":
    case "RATE_LIMIT":
      return "held";
    // Its file could not be handed over: the store of files beside jobs was away, or the upload stood still.
    case "STATE_STORE":
    case "TIMEOUT":
    case "SERVER":
      return "retry";
    case "API":
      return metaTransient.has(Number(fieldOf(fieldOf(error, "body"), "code"))) ? "retry" : "refused";
    default:
      return "refused";
  }
}

/**
 * Whether the failure may have come between the message's way out and the writing of its row, so that a row that is missing
 * proves nothing: the gateway sends and stores in one block, and answers the database's error.
 */
export function isRowless(error: unknown): boolean {
  const body = fieldOf(error, "body");
  if (body === undefined) return false;
  try {
    return /prisma|database|sql|unique constraint/i.test(JSON.stringify(body));
  } catch {
    return true;
  }
}
