import { Caller } from "./call.js";
import { defaultTransport } from "./default-transport.js";
import { InstanceClient } from "./instance.js";
import { type EvolutionClientOptions, resolveOptions } from "./options.js";
import { InstancesResource } from "./resources/instances.js";
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
  readonly #caller: Caller;

  /** @throws {InvalidArgumentError} naming the option that is wrong */
  constructor(options: EvolutionClientOptions) {
    const resolved = resolveOptions(options);
    const { connections } = resolved;
    this.#caller = new Caller(resolved, resolved.transport ?? defaultTransport({ connections }));
    this.server = new ServerResource(this.#caller, resolved.clock);
    this.instances = new InstancesResource(this.#caller);
  }

  /** Everything bound to one instance. Makes no request: a name that does not exist fails at the first call. */
  instance(instanceName: string): InstanceClient {
    return new InstanceClient(this.#caller, instanceName);
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
