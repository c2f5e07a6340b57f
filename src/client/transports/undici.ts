import type { Readable } from "node:stream";
import { Pool } from "undici";
import type { Transport, TransportRequest, TransportResponse } from "../transport.js";
import { answerText } from "./answer-text.js";
import { withDeadline } from "./deadline.js";

export interface UndiciTransportOptions {
  /** Connections kept per origin. @default 50 */
  readonly connections?: number;
}

interface Origin {
  readonly pool: Pool;
  running: number;
  /** The last request got an answer, so there is a connection that works. */
  isWarm: boolean;
}

/**
 * The default on Node: one undici `Pool` per origin, keep-alive, undici's own timeouts. Never touches the global dispatcher.
 *
 * undici's timeouts begin when a request is on its connection. So while there is none yet, or all are taken, or the caller
 * may cancel, or the body is a stream, a timer and an `AbortController` watch over the whole request; all others do without.
 *
 * The gateway closes idle connections after 5 s; undici leaves one second before that, so a request rarely meets a
 * connection that is just being closed.
 */
export function undiciTransport({ connections = 50 }: UndiciTransportOptions = {}): Transport {
  const origins = new Map<string, Origin>();
  let closing: Promise<unknown> | undefined;

  function originOf(url: string): Origin {
    const known = origins.get(url);
    if (known) return known;
    if (closing) throw new Error("the transport is closed");
    const origin = { pool: new Pool(url, { connections }), running: 0, isWarm: false };
    origins.set(url, origin);
    return origin;
  }

  return {
    async request(request) {
      const origin = originOf(request.origin);
      const { signal, body } = request;
      const mayWait =
        !origin.isWarm || origin.running >= connections || signal !== undefined || typeof body === "object";
      origin.running++;
      try {
        const response = mayWait
          ? await withDeadline(request, (deadline, progress) => send(origin.pool, request, deadline, progress))
          : await send(origin.pool, request, null);
        origin.isWarm = true;
        return response;
      } catch (error) {
        origin.isWarm = false;
        throw error;
      } finally {
        origin.running--;
      }
    },
    async close() {
      closing ??= Promise.all([...origins.values()].map(({ pool }) => pool.close()));
      await closing;
    },
  };
}

async function send(
  pool: Pool,
  request: TransportRequest,
  signal: AbortSignal | null,
  progress: () => void = () => {},
): Promise<TransportResponse> {
  const { path, method, headers, timeoutMs, maxAnswerBytes } = request;
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  const body = bodyOf(request, progress);
  const response = await pool.request({ path, method, headers, body, signal, ...timeouts });
  const retryAfter = response.headers["retry-after"];
  return {
    status: response.statusCode,
    retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
    text: await answerText(
      response.statusCode,
      response.body as typeof response.body & AsyncIterable<Uint8Array>,
      maxAnswerBytes,
    ),
  };
}

function bodyOf({ body }: TransportRequest, progress: () => void): string | Readable | null {
  if (typeof body !== "object") return body ?? null;
  // undici takes any async iterable; its types name only the most usual one.
  return body.open(progress) as unknown as Readable;
}
