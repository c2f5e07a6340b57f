import { toWebStream } from "../../internal/web-stream.js";
import type { Transport } from "../transport.js";
import { answerText } from "./answer-text.js";
import { withDeadline } from "./deadline.js";

export interface FetchTransportOptions {
  /** The function to call. @default `globalThis.fetch`, looked up at each call */
  readonly fetch?: typeof globalThis.fetch;
}

/** For Bun, Deno, workerd and the browser, and for tests that replace `fetch`. Redirects are not followed. */
export function fetchTransport(options: FetchTransportOptions = {}): Transport {
  return {
    request: (request) =>
      withDeadline(request, async (signal, progress) => {
        const { origin, path, method, headers, body, maxAnswerBytes } = request;
        const fetch = options.fetch ?? globalThis.fetch;
        const stream =
          typeof body === "object" ? { body: toWebStream(body.open(progress)), duplex: "half" } : undefined;
        const init = { method, headers, body: body ?? null, redirect: "manual", signal, ...stream } as RequestInit;
        const response = await fetch(origin + path, init);
        return {
          status: response.status,
          retryAfter: response.headers.get("retry-after") ?? undefined,
          text: await answerText(response.status, readable(response), maxAnswerBytes),
        };
      }),
    async close() {},
  };
}

/** The body as text, or in pieces: not every runtime can iterate over one. */
function readable(response: Response) {
  return {
    text: () => response.text(),
    async *[Symbol.asyncIterator]() {
      const reader = response.body?.getReader();
      if (!reader) return;
      try {
        for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
      } finally {
        await reader.cancel();
      }
    },
  };
}
