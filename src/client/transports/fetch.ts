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
      withDeadline(request, async (signal) => {
        const { origin, path, method, headers, body } = request;
        const fetch = options.fetch ?? globalThis.fetch;
        const init = { method, headers, body: body ?? null, redirect: "manual", signal } as const;
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
