import { tooLarge } from "../refusal.js";
import { type Accept, answerBody, answerWithoutBody, contentLength } from "./answer.js";

/** The webhook as a `Request` → `Response` function. */
export function fetchAdapter(accept: Accept, bodyLimit: number): (request: Request) => Promise<Response> {
  return async (request) => {
    const early = answerWithoutBody(request.method);
    if (early) return new Response(null, early);
    const result = await accept(request.headers, () => readText(request, bodyLimit));
    return new Response(answerBody(result), {
      status: result.status,
      headers: { "content-type": "application/json" },
    });
  };
}

async function readText(request: Request, limit: number): Promise<string> {
  const length = contentLength(request.headers);
  if (length !== undefined && length > limit) throw tooLarge(limit);
  if (length !== undefined || request.body === null) return request.text();

  const decoder = new TextDecoder();
  const reader = request.body.getReader();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw tooLarge(limit);
    }
    text += decoder.decode(value, { stream: true });
  }
}
