import type { Clock } from "../../internal/clock.js";
import type { Caller, RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import { type PairOptions, pair, type WaitOptions, waitUntilOpen } from "../pairing.js";
import type {
  ConnectResult,
  CreatedInstance,
  CreateInstanceBody,
  FetchInstancesQuery,
  InstanceRow,
  InstanceState,
  Presence,
  ServerAnswer,
} from "../types/instance.js";

/** Creating, connecting and removing instances. */
export class InstancesResource {
  readonly #caller: Caller;
  readonly #clock: Clock;

  constructor(caller: Caller, clock: Clock) {
    this.#caller = caller;
    this.#clock = clock;
  }

  /**
   * Pairs an instance with a phone: creates it if there is none, connects it, hands out each new QR or pairing code, and
   * resolves once it is open. Baileys only. Safe to repeat; an instance that is open resolves at once.
   *
   * @throws {TimeoutError} nobody scanned within `timeoutMs` (3 min)
   * @throws {AbortError} the signal fired
   * @example await client.instances.pair("shop", { onQrCode: ({ base64 }) => show(base64) });
   */
  pair(instanceName: string, options: PairOptions): Promise<{ instanceName: string; hash?: string }> {
    return pair(this, this.#clock, instanceName, options);
  }

  /**
   * Resolves once the instance is open, after a restart for example. All integrations, safe to repeat.
   *
   * @throws {TimeoutError} it did not open within `timeoutMs` (1 min)
   * @throws {NotFoundError} there is no such instance
   */
  waitUntilOpen(instanceName: string, options?: WaitOptions): Promise<void> {
    return waitUntilOpen(this, this.#clock, instanceName, options);
  }

  /**
   * Creates an instance. All integrations; needs the global key. `hash` in the answer is its token.
   *
   * Not repeated by itself. After a timeout, {@link InstanceNameInUseError} means that the first call worked: read the
   * token with {@link fetchInstances}. A create that failed is removed in the background, so its name may be taken for a while.
   *
   * @throws {InstanceNameInUseError} the name is taken
   * @throws {ValidationError} `integration`, `token` or `number` is missing or wrong
   * @example await client.instances.create({ instanceName: "shop", integration: "WHATSAPP-BAILEYS", qrcode: true });
   */
  create(body: CreateInstanceBody, options?: RequestOptions): Promise<CreatedInstance> {
    return this.#caller.call(endpoints.createInstance, { body }, options);
  }

  /**
   * Lists instances; with an instance's token only its own. All integrations, safe to repeat.
   *
   * @throws {NotFoundError} a filter was given and matched nothing
   */
  fetchInstances(query: FetchInstancesQuery = {}, options?: RequestOptions): Promise<InstanceRow[]> {
    const { instanceId, number, instanceName } = query;
    return this.#caller.call(endpoints.fetchInstances, { query: { instanceId, number, instanceName } }, options);
  }

  /**
   * Starts pairing and answers the QR code, or a pairing code when `number` (digits) is given. Baileys only.
   * Waits about 2 s; the code may still be missing, so ask again or listen to `qrcode.updated`. Safe to repeat.
   *
   * @throws {ApiError} the gateway could not start the connection
   */
  connect(instanceName: string, query: { number?: string } = {}, options?: RequestOptions): Promise<ConnectResult> {
    return this.#caller.call(endpoints.connect, { instanceName, query: { number: query.number } }, options);
  }

  /** The connection's state as the running server sees it. All integrations, safe to repeat. */
  connectionState(instanceName: string, options?: RequestOptions): Promise<InstanceState> {
    return this.#caller.call(endpoints.connectionState, { instanceName }, options);
  }

  /**
   * Closes the socket and connects again. Baileys only. Not repeated by itself.
   *
   * @throws {InstanceNotConnectedError} the instance is closed (the gateway says so with a 200): use {@link connect}
   */
  restart(instanceName: string, options?: RequestOptions): Promise<ConnectResult> {
    return this.#caller.call(endpoints.restart, { instanceName }, options);
  }

  /** Sets what contacts see of this number. Baileys only, safe to repeat. */
  setPresence(
    instanceName: string,
    body: { presence: Presence },
    options?: RequestOptions,
  ): Promise<{ presence: Presence }> {
    return this.#caller.call(endpoints.setPresence, { instanceName, body }, options);
  }

  /**
   * Unlinks the phone. All integrations. The answer comes before WhatsApp has done it. Safe to repeat: a second call
   * answers that the instance is not connected.
   *
   * @throws {InstanceNotConnectedError} it was not connected
   */
  logout(instanceName: string, options?: RequestOptions): Promise<ServerAnswer> {
    return this.#caller.call(endpoints.logout, { instanceName }, options);
  }

  /**
   * Removes the instance and what it stored. All integrations. Rows disappear after the answer, so wait until
   * {@link fetchInstances} no longer knows the name before creating it anew. Safe to repeat: then expect a
   * {@link NotFoundError}.
   *
   * @throws {NotFoundError} there is no such instance (any more)
   */
  delete(instanceName: string, options?: RequestOptions): Promise<ServerAnswer> {
    return this.#caller.call(endpoints.deleteInstance, { instanceName }, options);
  }
}
