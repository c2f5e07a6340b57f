import { isWebhookParseError, WebhookParseError } from "../errors/index.js";
import { describe, isRecord, type JsonObject } from "../internal/record.js";
import { decoders } from "./decode/events.js";
import { unreadable } from "./decode/expect.js";
import { type EventName, isEventName, type WebhookEvent } from "./events.js";
import { statusOf } from "./status.js";

/**
 * Turns a webhook's body (decoded JSON, or its text) into a typed event. Pure: verifies nothing and calls nobody.
 *
 * Fields it does not know are kept; the key that bodies may carry (`apikey`, `api_key`) is taken out. Where the gateway has
 * several forms of one payload, `data` has the one of {@link EventPayloads}. An unknown event is an `UnknownEvent`, and a
 * message of an unknown kind is still a message. What it answers can be parsed again, with the same result.
 *
 * @throws {WebhookParseError} with `path`: the body is no JSON, no event, or a known event without the fields that identify it
 * @example const event = parseWebhook(await request.json());
 */
export function parseWebhook(body: unknown): WebhookEvent {
  const decoded = typeof body === "string" ? decodeJson(body) : withoutProtoKeys(body);
  if (!isRecord(decoded)) throw notAnEvent(decoded);
  const event = withoutKeys(decoded);
  const name = event.event;
  if (typeof name !== "string" || name === "") throw notAnEvent(event);
  if (typeof event.instance !== "string") {
    if (name !== "error") throw notAnEvent(event);
    event.instance = "";
  }
  if (isEventName(name)) event.data = read(name, event.data);
  return event as unknown as WebhookEvent;
}

/** An object that no JSON gives, such as a list with a constructor of its own, may fail in any way. */
function read(name: EventName, data: unknown): unknown {
  try {
    return decoders[name](data);
  } catch (cause) {
    throw isWebhookParseError(cause) ? cause : unreadable("data", "plain JSON", data);
  }
}

/** `apikey` stays as a field without a value: copying the whole is many times quicker than leaving one field out. */
function withoutKeys(body: JsonObject): Record<string, unknown> {
  const event: Record<string, unknown> = { ...body, apikey: undefined };
  if ("api_key" in event) delete event.api_key;
  return event;
}

/**
 * What a body parser in front of us has decoded, as we decode it ourselves. Looks before it copies, because the key is
 * hardly ever there, and without recursion, because the depth is the sender's choice.
 */
function withoutProtoKeys(body: unknown): unknown {
  const toLookAt = [body];
  // A caller's own object may hold itself. What is small enough to be an event is not worth remembering.
  const seen = new Set<object>();
  let looked = 0;
  for (let value = toLookAt.pop(); value !== undefined; value = toLookAt.pop()) {
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) continue;
    if (++looked > 100_000) {
      if (seen.has(value)) continue;
      seen.add(value);
    }
    if (Object.hasOwn(value, "__proto__")) return decodeJson(toJson(body));
    for (const item of Object.values(value)) if (typeof item === "object" && item !== null) toLookAt.push(item);
  }
  return body;
}

/** Too deep for `JSON.stringify` is no JSON for us. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

/** JSON text as plain data: a `__proto__` key, however it is escaped, is left out. */
export function decodeJson(text: string): unknown {
  try {
    if (text.charCodeAt(0) === 0xfeff) return decodeJson(text.slice(1));
    if (text.includes("__proto__") || text.includes("\\u00")) {
      return JSON.parse(text, (key, value) => (key === "__proto__" ? undefined : value));
    }
    return JSON.parse(text);
  } catch (cause) {
    throw new WebhookParseError("Expected the body to be JSON. Check that no proxy changes the gateway's requests.", {
      cause,
      path: "",
      status: statusOf("malformed"),
    });
  }
}

function notAnEvent(body: unknown): WebhookParseError {
  const status = statusOf("not-an-event");
  if (!isRecord(body)) {
    return new WebhookParseError(`Expected the body to be an object, got ${describe(body)}.`, { path: "", status });
  }
  const path = typeof body.event === "string" && body.event !== "" ? "instance" : "event";
  return new WebhookParseError(
    `${path}: expected string, got ${describe(body[path])}. Is this a webhook of Evolution API?`,
    {
      path,
      status,
    },
  );
}
