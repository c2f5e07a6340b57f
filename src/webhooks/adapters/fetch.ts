import { tooLarge } from "../refusal.js";
import { type Accept, answerBody, answerWithoutBody, contentLength } from "./answer.js";

/** The webhook as a `Request` → `Response` function. */
export function fetchAdapter(accept: Accept, bodyLimit: number): (request: Request) => Promise<Response> {
  return async (request) => {
    const early = await answerWithoutBody(request.method, request.headers, accept);
    if (early) return new Response(null, early);
    const result = await accept(request.headers, () => readText(request, bodyLimit));
    return new Response(answerBody(result), {
      status: result.status,
      headers: { "content-type": "application/json" },
    });
  };
}

/** Counts what comes, whatever length was announced. */
async function readText(request: Request, limit: number): Promise<string> {
  if ((contentLength(request.headers) ?? 0) > limit) throw tooLarge(limit);
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  const reader = request.body.getReader();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      // Not awaited: a stream may never say that it was cancelled.
      reader.cancel().catch(() => {});
      throw tooLarge(limit);
    }
    text += decoder.decode(value, { stream: true });
  }
}
