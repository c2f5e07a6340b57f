import { AbortError, ConnectionError, type ErrorFacts } from "../errors/index.js";
import { describe, own } from "../internal/record.js";
import { secretsIn } from "../internal/redact.js";
import { readAnswer } from "./answer.js";
import type { Endpoint } from "./endpoints/index.js";
import { failureOf } from "./failure.js";
import { type Seen, watched } from "./hooks.js";
import type { MediaRule } from "./media/prepare.js";
import { adopt } from "./media/source.js";
import type { Upload } from "./media/upload.js";
import type { ResolvedOptions } from "./options.js";
import { readMedia, readUrl } from "./read-media.js";
import { checkNumber, jsonOf, longestMs, pathOf, refused, searchOf } from "./request-parts.js";
import { mayRetry, retry } from "./retry.js";
import type { Transport, TransportRequest } from "./transport.js";
import { validateBody } from "./validate.js";

/** Options of a single call. */
export interface RequestOptions {
  /** Cancels the call. A send that had not begun fails with `delivery: "not-sent"`, any other with `"unknown"`. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for the answer, in ms; a message's `delay` is added. @default the client's `timeoutMs` */
  readonly timeoutMs?: number | undefined;
  /** `false`: one attempt only. @default true */
  readonly retry?: boolean | undefined;
  /** @internal Longer answers are not read. */
  readonly maxAnswerBytes?: number | undefined;
  /** @internal Called when all is ready, right before the request leaves; it does not when this rejects. */
  readonly beforeLeaving?: (() => Promise<void> | undefined) | undefined;
}

/** What fills an endpoint's route. */
export interface CallInput {
  readonly instanceName?: string | undefined;
  /** Other parameters of the path, such as `typebotId`. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly body?: object | undefined;
  /** @internal A file on its way; `body` is what goes with it. */
  readonly upload?: Upload | undefined;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Makes one call: request, answer, and the retries that are safe. The first attempt runs without any wrapper. */
export class Caller {
  readonly #options: ResolvedOptions;
  readonly #transport: Transport;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #headers: Record<string, string>;
  readonly #bodyHeaders: Record<string, string>;
  readonly #beginning = new Set<Promise<unknown>>();
  #closed = false;

  constructor(options: ResolvedOptions, transport: Transport) {
    const { origin, pathname } = new URL(options.baseUrl);
    this.#options = options;
    this.#transport = transport;
    this.#origin = origin;
    this.#prefix = pathname.replace(/\/+$/, "");
    this.#headers = { apikey: options.apiKey };
    this.#bodyHeaders = { apikey: options.apiKey, "content-type": "application/json" };
  }

  async call<T>(endpoint: Endpoint, input: CallInput, options: RequestOptions = {}): Promise<T> {
    if (!endpoint.media) return this.#begin<T>(endpoint, input, options);
    const stop = adopt(own(input.body, endpoint.media.field));
    return this.#begin<T>(endpoint, input, options).catch((error: unknown) => {
      stop();
      throw error;
    });
  }

  async #begin<T>(endpoint: Endpoint, input: CallInput, options: RequestOptions): Promise<T> {
    const request = this.#prepare(endpoint, input, options);
    const facts = factsOf(endpoint, input);
    if (this.#options.validate) {
      await this.#during(validateBody(endpoint, input.body, facts));
      checkSignal(options.signal, facts);
    }
    const body = endpoint.media ? readUrl(endpoint.media, input.body ?? {}, facts) : input.body;
    if (endpoint.media && !body) return this.#callWithMedia<T>(endpoint, endpoint.media, input, request, options);
    return this.#callPrepared<T>(
      endpoint,
      { ...input, body },
      withBody(request, body, this.#bodyHeaders, facts),
      options,
    );
  }

  async #callWithMedia<T>(
    endpoint: Endpoint,
    rule: MediaRule,
    input: CallInput,
    request: TransportRequest,
    options: RequestOptions,
  ): Promise<T> {
    const facts = factsOf(endpoint, input);
    const media = readMedia(rule, input.body ?? {}, request, this.#options.mediaLimits, facts);
    const { body, upload } = await this.#during(media);
    if (options.signal?.aborted) upload?.cancel();
    checkSignal(options.signal, facts);
    if (!upload) {
      const ready = withBody(request, body, this.#bodyHeaders, facts);
      return this.#callPrepared<T>(endpoint, { ...input, body }, ready, options);
    }
    const length = upload.length === undefined ? undefined : { "content-length": String(upload.length) };
    const headers = { ...this.#headers, "content-type": upload.contentType, ...length };
    try {
      return await this.#callPrepared<T>(
        endpoint,
        { ...input, body, upload },
        { ...request, headers, body: upload },
        options,
      );
    } finally {
      upload.cancel();
    }
  }

  /** What a call waits for before its request leaves: `close()` waits for it too. */
  #during<T>(step: Promise<T>): Promise<T> {
    this.#beginning.add(step);
    const forget = () => void this.#beginning.delete(step);
    step.then(forget, forget);
    return step;
  }

  async #callPrepared<T>(
    endpoint: Endpoint,
    input: CallInput,
    request: TransportRequest,
    options: RequestOptions,
  ): Promise<T> {
    const leaving = options.beforeLeaving?.();
    if (leaving) await leaving;
    try {
      return (await this.#attempt(endpoint, input, request, 1)) as T;
    } catch (error) {
      if (options.retry === false || !mayRetry(endpoint, error) || input.upload?.canRepeat === false) throw error;
      const again = (attempt: number) => {
        const { delivery, endpoint: route, instanceName } = error;
        if (this.#closed) throw closedError({ cause: error, delivery, endpoint: route, instanceName });
        return this.#attempt(endpoint, input, request, attempt);
      };
      return (await retry(error, again, { ...this.#options, endpoint, signal: options.signal })) as T;
    }
  }

  /** Refuses later calls. A transport of the client's own is closed once its running requests have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    // A call whose file is being read has begun.
    await Promise.allSettled(this.#beginning);
    if (this.#options.transport === undefined) await this.#transport.close();
  }

  #attempt(endpoint: Endpoint, input: CallInput, request: TransportRequest, attempt: number): Promise<unknown> {
    const { onRequest, onResponse, log, clock, apiKey } = this.#options;
    if (!onRequest && !onResponse && !log) return this.#send(endpoint, input, request);
    const { instanceName, body } = input;
    const secrets = () => [apiKey, ...secretsIn(body)];
    const call = { endpoint: routeOf(endpoint), instanceName, attempt, body, secrets };
    return watched({ onRequest, onResponse, log }, clock, call, (seen) => this.#send(endpoint, input, request, seen));
  }

  async #send(endpoint: Endpoint, input: CallInput, request: TransportRequest, seen?: Seen): Promise<unknown> {
    const { apiKey, clock } = this.#options;
    const { instanceName } = input;
    const secrets = () => [apiKey, ...secretsIn(input.body)];
    let response: Awaited<ReturnType<Transport["request"]>>;
    try {
      response = await this.#transport.request(request);
    } catch (cause) {
      throw failureOf({ ...request, endpoint, instanceName, upload: input.upload, secrets: secrets() }, cause);
    }
    if (seen) seen.status = response.status;
    return readAnswer({ endpoint, instanceName, secrets, now: clock.now() }, response);
  }

  /** The request without its body: everything that can be refused at once. */
  #prepare(endpoint: Endpoint, input: CallInput, options: RequestOptions): TransportRequest {
    const { instanceName, query } = input;
    const facts = factsOf(endpoint, input);
    if (endpoint.send && !endpoint.isRaw) checkNumber(own(input.body, "number"), facts);
    if (this.#closed) throw closedError(facts);
    checkSignal(options.signal, facts);
    return {
      origin: this.#origin,
      path:
        this.#prefix + pathOf(endpoint, { ...input.params, instanceName }, facts) + searchOf(endpoint, query, facts),
      method: endpoint.method,
      headers: this.#headers,
      body: undefined,
      timeoutMs: this.#timeoutMs(endpoint, input.body, options, facts),
      signal: options.signal,
      maxAnswerBytes: options.maxAnswerBytes,
    };
  }

  /** The gateway holds the answer back for a message's `delay`, so that much is added to the timeout. */
  #timeoutMs(endpoint: Endpoint, body: object | undefined, options: RequestOptions, facts: ErrorFacts): number {
    const base = options.timeoutMs ?? this.#options.timeoutMs ?? endpoint.timeoutMs ?? 30_000;
    const delay = own(body, "delay") ?? 0;
    if (typeof delay !== "number" || !Number.isInteger(delay) || delay < 0 || delay > longestMs) {
      throw refused("`delay` to be a whole number of milliseconds", describe(delay), "Pass e.g. 1200.", facts);
    }
    if (!Number.isInteger(base) || base < 1 || base + delay > longestMs) {
      throw refused(
        "`timeoutMs` to be a whole number of milliseconds above 0 and, with `delay`, below 24 days",
        describe(base),
        "Pass e.g. 30_000.",
        facts,
      );
    }
    return base + delay;
  }
}

/** What our own refusals say of a call. */
const factsOf = (endpoint: Endpoint, { instanceName }: CallInput) =>
  ({
    endpoint: routeOf(endpoint),
    instanceName,
    delivery: endpoint.send ? "not-sent" : undefined,
  }) as const;

function withBody(
  request: TransportRequest,
  body: object | undefined,
  headers: Record<string, string>,
  facts: ErrorFacts,
): TransportRequest {
  return body === undefined ? request : { ...request, headers, body: jsonOf(body, facts) };
}

/** @throws {AbortError} the signal has fired, before the request left */
function checkSignal(signal: AbortSignal | undefined, facts: ErrorFacts): void {
  if (!signal?.aborted) return;
  const text = `${facts.endpoint} was cancelled by the caller's signal before it left.`;
  throw new AbortError(text, { ...facts, cause: signal.reason });
}

const routeOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

function closedError(facts: ErrorFacts): ConnectionError {
  return new ConnectionError("The client is closed. Create a new one to send more.", facts);
}
