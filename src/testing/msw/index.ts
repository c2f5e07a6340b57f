import { type HttpHandler, http } from "msw";
import type { RouteScope } from "../faults.js";
import { FakeGateway } from "../gateway.js";
import type { RestCall } from "../gateway-events.js";
import type { FakeGatewayOptions } from "../gateway-options.js";

export interface HandlersOptions extends Omit<FakeGatewayOptions, "port"> {
  /** The gateway's address in the code under test. Nothing listens there. */
  readonly baseUrl: string;
}

export interface NextFailure {
  /** @default 500 */
  readonly status?: number;
  /** What the envelope says. @default "Injected fault" */
  readonly message?: unknown;
  /** How many calls fail. @default 1 */
  readonly times?: number;
}

/** A gateway for msw. */
export interface GatewayHandlers {
  /** For `setupServer(...handlers)`. */
  readonly handlers: readonly HttpHandler[];
  /** Behind the handlers: its phones, stored messages, faults and clock. */
  readonly gateway: FakeGateway;
  /** The sends that were accepted, oldest first: `requestBody` is what was asked for, `responseBody` what was answered. */
  readonly sent: readonly RestCall[];
  /** The next calls of that route are refused, and have no effect. */
  failNext(route: NonNullable<RouteScope["route"]>, failure?: NextFailure): void;
}

/**
 * Handlers for msw that answer every route as the gateway does: behind them is a whole fake gateway, without a port. By default
 * it has an instance "shop" that is open.
 *
 * msw sees `fetch` and `node:http`, not undici's own connections: give the client `transport: fetchTransport()`.
 *
 * @example
 * const { handlers, sent } = createHandlers({ baseUrl: "https://evo.example.com" });
 * setupServer(...handlers).listen();
 */
export function createHandlers({ baseUrl, ...options }: HandlersOptions): GatewayHandlers {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/$/, "");
  const gateway = new FakeGateway({ instances: [{ name: "shop" }], ...options }, baseUrl);
  const sent: RestCall[] = [];
  gateway.on("request", (call) => {
    if (call.route?.startsWith("send") && call.path.startsWith("/message/") && call.status === 201) sent.push(call);
  });
  const handler = http.all(`${base.origin}${prefix}/*`, ({ request }) => {
    const { pathname, search } = new URL(request.url);
    return gateway.fetch(new Request(new URL(pathname.slice(prefix.length) + search, base), request));
  });
  return {
    handlers: [handler],
    gateway,
    sent,
    failNext(route, { status = 500, message, times = 1 } = {}) {
      gateway.faults.add({ kind: "status", route, status, times, ...(message !== undefined && { message }) });
    },
  };
}
