import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { ProxyAnswer, ProxyRow, SetProxyBody } from "../types/settings.js";

/** The proxy that the instance connects through. All integrations. */
export class ProxyResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Sets the proxy; it acts at the next connection. Safe to repeat. The gateway first tries it, with two requests to
   * icanhazip.com.
   *
   * `username` and `password` are sent as `""` when left out: without them the gateway answers 201 and stores nothing.
   *
   * @throws {ValidationError} "Invalid proxy": it does not work, or does not change the address that the world sees
   * @example await shop.proxy.set({ enabled: true, host: "proxy.example.com", port: "3128", protocol: "http" });
   */
  set(body: SetProxyBody, options?: RequestOptions): Promise<ProxyAnswer> {
    const withLogin = { ...body, username: body.username ?? "", password: body.password ?? "" };
    return this.#call(endpoints.setProxy, withLogin, options);
  }

  /** The stored proxy with its password, `null` when none was ever set. Safe to repeat. */
  find(options?: RequestOptions): Promise<ProxyRow | null> {
    return this.#call(endpoints.findProxy, undefined, options);
  }
}
