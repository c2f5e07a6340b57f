import { undiciTransport } from "./transports/undici.js";

export { undiciTransport };

/** What a client uses when it is given no transport. The edge build swaps this file for `default-transport.edge.ts`. */
export const defaultTransport = undiciTransport;
