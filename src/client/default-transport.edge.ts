import { InvalidArgumentError } from "../errors/index.js";
import type { Transport } from "./transport.js";
import { fetchTransport } from "./transports/fetch.js";

/** @throws {InvalidArgumentError} always: undici's pool needs Node */
export function undiciTransport(): never {
  throw new InvalidArgumentError(
    "undiciTransport() needs Node.js. On this runtime pass `transport: fetchTransport()`.",
  );
}

export function defaultTransport(_options: { readonly connections: number }): Transport {
  return fetchTransport();
}
