import type { Transport } from "../transport.js";
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
        const { origin, path, method, headers, body } = request;
        const fetch = options.fetch ?? globalThis.fetch;
        const stream = typeof body === "object" ? { body: streamOf(body.open(progress)), duplex: "half" } : undefined;
        const init = { method, headers, body: body ?? null, redirect: "manual", signal, ...stream } as RequestInit;
        const response = await fetch(origin + path, init);
        return {
          status: response.status,
          retryAfter: response.headers.get("retry-after") ?? undefined,
          text: await response.text(),
        };
      }),
    async close() {},
  };
}

/** Reads a piece only when it is wanted, so that nothing piles up. */
function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await source.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await source.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
