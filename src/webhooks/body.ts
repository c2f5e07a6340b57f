import { type HeadersInput, headerOf } from "./headers.js";
import { refused, tooLarge } from "./refusal.js";

/** The limit holds for text and bytes; a body that was decoded by a parser in front of us has passed that one's limit. */
export function jsonOf(body: unknown, headers: HeadersInput, bodyLimit: number): unknown {
  if (body instanceof ArrayBuffer) return jsonOf(new Uint8Array(body), headers, bodyLimit);
  const isBytes = body instanceof Uint8Array;
  const type = headerOf(headers, "content-type");
  if (type !== undefined && type !== "application/json" && !/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw refused("wrong-type", `Expected content-type application/json, got "${type.slice(0, 80)}".`);
  }
  if (!isBytes && typeof body !== "string") {
    if (!isUnread(body)) return body;
    throw refused(
      "unavailable",
      "Expected the request's body, got none. Hand on its text or bytes, or what a parser made of it.",
    );
  }
  if (body.length === 0)
    throw refused("unavailable", "Expected the request's body, got nothing: something in front of here has taken it.");
  const isPacked = isBytes ? body[0] === 0x1f && body[1] === 0x8b : body.startsWith("\u001f");
  if (isPacked) {
    throw refused("wrong-type", "Expected a body without content-encoding, got gzip.");
  }
  if (body.length > bodyLimit || (!isBytes && bytesOf(body, bodyLimit) > bodyLimit)) throw tooLarge(bodyLimit);
  return isBytes ? new TextDecoder().decode(body) : body;
}

/** A character takes at most three bytes, so they are counted only where it matters. */
function bytesOf(text: string, limit: number): number {
  return text.length * 3 > limit ? new TextEncoder().encode(text).length : text.length;
}

/** Nothing, or something that is still to be read: our own side's fault, so the event must come again. */
function isUnread(body: unknown): boolean {
  if (body === undefined || body === null) return true;
  if (typeof body !== "object" || Array.isArray(body)) return false;
  return Symbol.asyncIterator in body || typeof (body as { pipe?: unknown }).pipe === "function" || "getReader" in body;
}
