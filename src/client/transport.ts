import type { HttpMethod } from "./endpoints/index.js";

/** One HTTP request, ready to leave. */
export interface TransportRequest {
  /** Scheme, host and port: `https://evo.example.com`. */
  readonly origin: string;
  /** Encoded path and query. */
  readonly path: string;
  readonly method: HttpMethod;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  /** How long to wait for the answer, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** The whole answer, read to its end. */
export interface TransportResponse {
  readonly status: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/**
 * Carries requests. An implementation neither retries nor follows redirects, rejects with the cause it saw (the client
 * decides from its `code` whether anything can have left), and may be shared by several clients.
 */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Lets running requests finish, then frees the connections. Later requests reject. A second call does nothing. */
  close(): Promise<void>;
}
