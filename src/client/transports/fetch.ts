import type { Transport } from "../transport.js";

export interface FetchTransportOptions {
  /** The function to call. @default `globalThis.fetch`, looked up at each call */
  readonly fetch?: typeof globalThis.fetch;
}

/** For Bun, Deno, workerd and the browser, and for tests that replace `fetch`. Redirects are not followed. */
export function fetchTransport(options: FetchTransportOptions = {}): Transport {
  return {
    async request({ origin, path, method, headers, body, timeoutMs, signal }) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const fetch = options.fetch ?? globalThis.fetch;
      const response = await fetch(origin + path, {
        method,
        headers,
        body: body ?? null,
        redirect: "manual",
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return {
        status: response.status,
        retryAfter: response.headers.get("retry-after") ?? undefined,
        text: await response.text(),
      };
    },
    async close() {},
  };
}
