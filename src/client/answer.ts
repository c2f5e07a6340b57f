import { isRecord, own } from "../internal/record.js";
import { redact } from "../internal/redact.js";
import { deliveryOf } from "./delivery.js";
import type { Endpoint } from "./endpoints/index.js";
import { refusalOf } from "./refusal.js";
import type { TransportResponse } from "./transport.js";

/** What an answer is read against. */
export interface AnswerContext {
  readonly endpoint: Endpoint;
  readonly instanceName: string | undefined;
  /** Texts that must not appear in an error, such as the API key. Asked for only when there is one. */
  readonly secrets: () => readonly string[];
  readonly now: number;
}

/**
 * The decoded body of a successful answer.
 *
 * A send has succeeded only with a string `key.id`. Any other call fails on a status outside 2xx, on a body that is empty
 * or not JSON (where the route answers JSON), and on `{"error": true}`, which `connect` and `restart` answer with a 200.
 *
 * @throws {ApiError} or a subclass, with `delivery` set for sends
 */
export function readAnswer(context: AnswerContext, response: TransportResponse): unknown {
  const { status, text } = response;
  const { send, answer = "json" } = context.endpoint;
  if (answer === "text" && status >= 200 && status < 300) return text;
  const body = decode(text);
  if (status >= 200 && status < 300) {
    if (send) {
      if (typeof own(own(body, "key"), "id") === "string") return body;
    } else if (isAnswer(body, text) || (answer === "optional" && text === "")) {
      return body;
    }
  }
  throw refusalOf(context, {
    status,
    body: redact(body, context.secrets()),
    retryAfterMs: retryAfterMs(response.retryAfter, context.now),
    delivery: send ? deliveryOf(context.endpoint, status, body) : undefined,
  });
}

/** JSON that does not say `error: true`. A text counts only when it is JSON: a page of a proxy is no answer. */
function isAnswer(body: unknown, text: string): boolean {
  if (typeof body === "string") return text.startsWith('"');
  return body !== undefined && !(isRecord(body) && body.error === true);
}

/** JSON where it is JSON, the text itself where it is not, `undefined` where there is none. */
function decode(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `Retry-After` as milliseconds from `now`: seconds, or an HTTP date. `undefined` when it is neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
