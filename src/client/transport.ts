import type { HttpMethod } from "./endpoints/index.js";

/** A body that is written while it is sent. */
export interface BodyStream {
  /** In bytes; `undefined` when only its end will tell. */
  readonly length: number | undefined;
  /**
   * Its pieces, from the beginning; once for each attempt. What it throws ends the request. `progress` is called for each
   * piece: a transport starts its time again.
   */
  open(progress: () => void): AsyncIterable<Uint8Array>;
}

/** One HTTP request, ready to leave. */
export interface TransportRequest {
  /** Scheme, host and port: `https://evo.example.com`. */
  readonly origin: string;
  /** Encoded path and query. */
  readonly path: string;
  readonly method: HttpMethod;
  readonly headers: Record<string, string>;
  readonly body: string | BodyStream | undefined;
  /** How long to wait for the answer, in ms. While a stream is sent it counts from its last piece. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** An answer longer than that, in bytes, is not read: reject with {@link AnswerTooLong}. @default no limit */
  readonly maxAnswerBytes?: number | undefined;
}

/** The answer is longer than the request allows. */
export class AnswerTooLong extends Error {
  override readonly name = "AnswerTooLong";
}

/** The answer had begun, and its body could not be read to the end. `cause` is why. */
export class AnswerBroken extends Error {
  override readonly name = "AnswerBroken";
}

/** True for an error that comes of an {@link AnswerTooLong}, whatever wraps it. */
export const isAnswerTooLong = (error: unknown): boolean => comesOf(error, "AnswerTooLong");

/** True for an error that came after the first bytes of an answer. */
export const hasBegunToAnswer = (error: unknown): boolean =>
  comesOf(error, "AnswerBroken") || comesOf(error, "AnswerTooLong");

function comesOf(error: unknown, name: string): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at.name === name) return true;
  }
  return false;
}

/** The whole answer, read to its end. */
export interface TransportResponse {
  readonly status: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/**
 * Carries requests. An implementation rejects with {@link AnswerBroken} once an answer has begun, neither retries nor follows redirects, rejects with the cause it saw (the client
 * decides from its `code` whether anything can have left), and may be shared by several clients.
 */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Lets running requests finish, then frees the connections. Later requests reject. A second call does nothing. */
  close(): Promise<void>;
}
