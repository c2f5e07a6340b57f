import { WebhookError } from "../errors/index.js";
import { type DeliveryOutcome, statusOf } from "./status.js";

/** The error of a request that is answered with the status of `outcome`. */
export function refused(outcome: DeliveryOutcome, message: string, cause?: unknown): WebhookError {
  return new WebhookError(message, { status: statusOf(outcome), cause });
}

export function tooLarge(bodyLimit: number): WebhookError {
  return refused(
    "too-large",
    `The body is larger than the limit of ${bodyLimit} bytes. Raise \`bodyLimit\`, or set the webhook's base64 to false.`,
  );
}
