import { type HeadersInput, headerOf } from "./headers.js";
import { refused, tooLarge } from "./refusal.js";

/** The limit holds for text and bytes; a body that was decoded by a parser in front of us has passed that one's limit. */
export function jsonOf(body: unknown, headers: HeadersInput, bodyLimit: number): unknown {
  const isBytes = body instanceof Uint8Array;
  const type = headerOf(headers, "content-type");
  if (type !== undefined && type !== "application/json" && !/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw refused("wrong-type", `Expected content-type application/json, got "${type.slice(0, 80)}".`);
  }
  if (!isBytes && typeof body !== "string") return body;
  if (isBytes && body[0] === 0x1f && body[1] === 0x8b) {
    throw refused("wrong-type", "Expected a body without content-encoding, got gzip.");
  }
  if (body.length > bodyLimit || (!isBytes && bytesOf(body, bodyLimit) > bodyLimit)) throw tooLarge(bodyLimit);
  return isBytes ? new TextDecoder().decode(body) : body;
}

/** A character takes at most three bytes, so they are counted only where it matters. */
function bytesOf(text: string, limit: number): number {
  return text.length * 3 > limit ? new TextEncoder().encode(text).length : text.length;
}
