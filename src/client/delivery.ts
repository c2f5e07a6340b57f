import type { Delivery } from "../errors/index.js";
import { isRecord, own } from "../internal/record.js";
import type { Endpoint } from "./endpoints/index.js";

/** Answered before the message is written to WhatsApp, whatever the body says. */
const refusedBefore = new Set([401, 403, 404, 413, 422]);

/** 500s raised by the number check, or because the instance has had no socket since the server started. */
const failedBefore = /^(Connection Closed|Timed Out|Cannot read properties of undefined \(reading 'onWhatsApp'\))$/;

/**
 * What an answer without `key.id` says about a send. `"not-sent"` needs a proof from the list below; everything else is
 * `"unknown"`, because the gateway answers errors after WhatsApp has taken the message too.
 */
export function deliveryOf(endpoint: Endpoint, status: number, body: unknown): Delivery {
  return isProvenNotSent(endpoint, status, body) ? "not-sent" : "unknown";
}

function isProvenNotSent(endpoint: Endpoint, status: number, body: unknown): boolean {
  if (refusedBefore.has(status)) return true;
  if (status >= 200 && status < 300) return isMetaError(body);
  const message = envelopeMessage(body);
  const first: unknown = Array.isArray(message) ? message[0] : undefined;
  switch (status) {
    case 400:
      return Array.isArray(first) || (Array.isArray(message) && message.some((item) => own(item, "exists") === false));
    case 500:
      return (typeof message === "string" && failedBefore.test(message)) || isMediaFailure(endpoint, message);
    case 503:
      return own(body, "code") === "LICENSE_REQUIRED";
    default:
      return false;
  }
}

/** The `M` of `{ status, error, response: { message: M } }`. */
export function envelopeMessage(body: unknown): unknown {
  return own(own(body, "response"), "message");
}

/** On the Business integration Meta's refusal comes back as a 201 that is Meta's error object. */
export function isMetaError(body: unknown): body is { readonly message: string; readonly code: number } {
  return isRecord(body) && typeof body.message === "string" && typeof body.code === "number" && !("key" in body);
}

function isMediaFailure({ mediaFailure }: Endpoint, message: unknown): boolean {
  const text: unknown =
    mediaFailure === "list" && Array.isArray(message) && message.length === 1 ? message[0] : message;
  if (mediaFailure === undefined || typeof text !== "string") return false;
  if (mediaFailure === "list" && text === message) return false;
  return !/prisma|database/i.test(text);
}
