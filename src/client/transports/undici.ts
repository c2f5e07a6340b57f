import { Pool } from "undici";
import type { Transport } from "../transport.js";

export interface UndiciTransportOptions {
  /** Connections kept per origin. @default 50 */
  readonly connections?: number;
}

/**
 * The default on Node: one undici `Pool` per origin, keep-alive, undici's own timeouts. Never touches the global dispatcher.
 *
 * The gateway closes idle connections after 5 s; undici leaves one second before that, so a request rarely meets a
 * connection that is just being closed.
 */
export function undiciTransport({ connections = 50 }: UndiciTransportOptions = {}): Transport {
  const pools = new Map<string, Pool>();
  let closed = false;

  function poolOf(origin: string): Pool {
    const known = pools.get(origin);
    if (known) return known;
    if (closed) throw new Error("the transport is closed");
    const pool = new Pool(origin, { connections });
    pools.set(origin, pool);
    return pool;
  }

  return {
    async request({ origin, path, method, headers, body, timeoutMs, signal }) {
      const response = await poolOf(origin).request({
        path,
        method,
        headers,
        body: body ?? null,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: signal ?? null,
      });
      const retryAfter = response.headers["retry-after"];
      return {
        status: response.statusCode,
        retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
        text: await response.body.text(),
      };
    },
    async close() {
      closed = true;
      await Promise.all([...pools.values()].map((pool) => (pool.closed ? undefined : pool.close())));
    },
  };
}
