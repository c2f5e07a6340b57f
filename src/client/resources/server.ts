import { type EvolutionError, isEvolutionError } from "../../errors/index.js";
import type { Clock } from "../../internal/clock.js";
import type { Caller, RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";

export interface ServerInfo {
  readonly status: number;
  readonly message: string;
  /** The gateway's version, e.g. `2.3.6`. */
  readonly version: string;
  readonly clientName: string;
  readonly manager?: string;
  readonly documentation: string;
  readonly whatsappWebVersion?: string;
}

export interface ServerHealth {
  /** The gateway answers, and is not waiting for its license. */
  readonly ok: boolean;
  /** Whether `apiKey` is the global key; `undefined` when the gateway could not say. An instance's token is not. */
  readonly globalKey: boolean | undefined;
  readonly latencyMs: number;
  /** Why `ok` is false. */
  readonly error?: EvolutionError;
}

/** The gateway itself. All integrations. */
export class ServerResource {
  readonly #caller: Caller;
  readonly #clock: Clock;

  constructor(caller: Caller, clock: Clock) {
    this.#caller = caller;
    this.#clock = clock;
  }

  /**
   * The gateway's version and addresses. Safe to repeat; needs no key.
   *
   * Slow: the gateway asks web.whatsapp.com first, at every call. Use {@link health} to watch it.
   */
  info(options?: RequestOptions): Promise<ServerInfo> {
    return this.#caller.call(endpoints.info, {}, options);
  }

  /**
   * Checks that `apiKey` is the global key. Safe to repeat.
   *
   * @throws {AuthenticationError} it is not
   */
  verifyCreds(options?: RequestOptions): Promise<{ status: number; message: string }> {
    return this.#caller.call(endpoints.verifyCreds, {}, options);
  }

  /**
   * The gateway's metrics in Prometheus' text format: instances by name, integration and state. Safe to repeat; no API
   * key opens it.
   *
   * @throws {NotFoundError} the server runs without `PROMETHEUS_METRICS=true`
   * @throws {AuthenticationError} this address is not in `METRICS_ALLOWED_IPS`, or the server wants HTTP Basic
   * (`METRICS_AUTH_REQUIRED`), which this client does not send: then let Prometheus ask by itself
   */
  metrics(options?: RequestOptions): Promise<string> {
    return this.#caller.call(endpoints.metrics, {}, options);
  }

  /**
   * Whether the gateway answers: one quick request that asks nobody else, one attempt, 5 s unless `timeoutMs` is given.
   * Never throws for a gateway that is down, only when the signal fires. Safe to repeat.
   *
   * @throws {AbortError} the caller's signal fired
   */
  async health(options: RequestOptions = {}): Promise<ServerHealth> {
    const startedAt = this.#clock.now();
    const done = (ok: boolean, globalKey: boolean | undefined) => ({
      ok,
      globalKey,
      latencyMs: this.#clock.now() - startedAt,
    });
    try {
      await this.verifyCreds({ timeoutMs: 5_000, ...options, retry: false });
      return done(true, true);
    } catch (error) {
      if (!isEvolutionError(error) || error.code === "ABORTED" || error.code === "INVALID_ARGUMENT") throw error;
      if (error.code === "AUTHENTICATION") return done(true, false);
      return { ...done(false, undefined), error };
    }
  }
}
