import { Caller, type CallInput, type RequestOptions } from "./call.js";
import { type Capabilities, capabilitiesOf } from "./capabilities.js";
import { defaultTransport } from "./default-transport.js";
import type { Endpoint } from "./endpoints/endpoint.js";
import { InstanceClient } from "./instance.js";
import { type EvolutionClientOptions, resolveOptions } from "./options.js";
import { fromRaw, isEndpoint, type RawRequest } from "./raw-request.js";
import { InstancesResource } from "./resources/instances.js";
import { IntegrationsResource } from "./resources/integrations.js";
import { ServerResource } from "./resources/server.js";

/**
 * A typed client of one Evolution API gateway. Create one per gateway and key, keep it, and `close()` it at the end.
 *
 * @example
 * const client = new EvolutionClient({ baseUrl: "https://evo.example.com", apiKey });
 * await client.instance("shop").messages.sendText({ number: "5511999990001", text: "Olá" });
 */
export class EvolutionClient {
  readonly server: ServerResource;
  readonly instances: InstancesResource;
  /** What the integrations' own webhooks post to the gateway. */
  readonly integrations: IntegrationsResource;
  readonly #caller: Caller;
  readonly #apiKey: string;

  /** @throws {InvalidArgumentError} naming the option that is wrong */
  constructor(options: EvolutionClientOptions) {
    const resolved = resolveOptions(options);
    const { connections, apiKey } = resolved;
    this.#apiKey = apiKey;
    this.#caller = new Caller(resolved, resolved.transport ?? defaultTransport({ connections }));
    this.server = new ServerResource(this.#caller, resolved.clock);
    this.integrations = new IntegrationsResource(this.#caller);
    this.instances = new InstancesResource(this.#caller, resolved.clock);
  }

  /** Everything bound to one instance. Makes no request: a name that does not exist fails at the first call. */
  instance(instanceName: string): InstanceClient {
    return new InstanceClient(this.#caller, instanceName);
  }

  /**
   * What an instance can do: its integration decides which calls work. All integrations, safe to repeat. Slow, because the
   * server looks its own version up: ask once and keep the answer.
   *
   * @throws {NotFoundError} there is no such instance, or the key does not open it
   * @example if ((await client.capabilities("shop")).can("sendPoll")) await shop.messages.sendPoll(poll);
   */
  capabilities(instanceName: string, options?: RequestOptions): Promise<Capabilities> {
    return capabilitiesOf(this.instances, this.server, instanceName, options);
  }

  /**
   * Calls any route: a row of {@link endpoints} with what fills it, or a raw request to a route that this version has no
   * method for. Key, timeouts, errors and retries are as everywhere; a raw request is repeated only if it is a GET.
   *
   * @throws {InvalidArgumentError} a path or a query that cannot be sent, or a parameter of the path is missing
   * @example await client.request(endpoints.findChats, { instanceName: "shop", body: { take: 20 } });
   * @example await client.request({ method: "POST", path: "/chat/findChannels/shop", body: {} });
   */
  async request<T = unknown>(endpoint: Endpoint, input: CallInput, options?: RequestOptions): Promise<T>;
  async request<T = unknown>(request: RawRequest, options?: RequestOptions): Promise<T>;
  async request<T>(
    target: Endpoint | RawRequest,
    inputOrOptions: CallInput | RequestOptions = {},
    options?: RequestOptions,
  ): Promise<T> {
    if (isEndpoint(target)) return this.#caller.call<T>(target, inputOrOptions as CallInput, options);
    const { endpoint, input } = fromRaw(target, this.#apiKey);
    return this.#caller.call<T>(endpoint, input, inputOrOptions as RequestOptions);
  }

  /**
   * Lets running requests finish and frees the connections; later calls reject. A transport that was passed in stays open.
   * A second call does nothing.
   */
  close(): Promise<void> {
    return this.#caller.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
