import { remoteAddressOf } from "../../internal/connection.js";
import { refused, tooLarge } from "../refusal.js";
import { type Accept, answerBody, answerWithoutBody } from "./answer.js";
import { assertReadable, type BodyLimits, inTime } from "./limits.js";

/** A `Request` → `Response` function, with what is known of the connection. */
export type FetchHandler = (request: Request, connection?: unknown) => Promise<Response>;

/** The webhook as a `Request` → `Response` function. */
export function fetchAdapter(accept: Accept, limits: BodyLimits): FetchHandler {
  return async (request, connection) => {
    const remoteAddress = remoteAddressOf(request, connection);
    const early = await answerWithoutBody(request.method, request.headers, accept, remoteAddress);
    if (early) return new Response(null, early);
    const result = await accept(request.headers, () => readText(request, limits), remoteAddress);
    return new Response(answerBody(result), {
      status: result.status,
      headers: { "content-type": "application/json" },
    });
  };
}

async function readText(request: Request, limits: BodyLimits): Promise<string> {
  assertReadable(request.headers, limits);
  if (request.bodyUsed)
    throw refused("unavailable", "The body was read before it came here. Hand on the request as it came.");
  if (request.body === null) return "";
  const reader = request.body.getReader();
  try {
    return await inTime(readAll(reader, limits.bodyLimit), limits);
  } catch (error) {
    // Not awaited: a stream may never say that it was cancelled.
    reader.cancel().catch(() => {});
    throw error;
  }
}

/** Counts what comes, whatever length was announced. */
async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) throw tooLarge(limit);
    text += decoder.decode(value, { stream: true });
  }
}
