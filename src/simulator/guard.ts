import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { equalsSecret } from "../internal/constant-time.js";

/** Names under which a browser on this machine may reach the page. Any other is a foreign name that points here. */
const loopback = ["127.0.0.1", "localhost", "[::1]"];

export const isLoopback = (host: string): boolean => loopback.includes(host === "::1" ? "[::1]" : host);

/** Only the page itself may act: a token that stands in it, and the browser's word for where a request is from. */
export class Guard {
  readonly token = randomBytes(24).toString("base64url");

  /** Is it the page's own address that was asked for? */
  isOwnHost(request: IncomingMessage): boolean {
    return loopback.some((name) => request.headers.host === `${name}:${request.socket.localPort}`);
  }

  /** Does an action come from the page? Both are needed: the token, and an `Origin` that is the page's. */
  isFromPage(request: IncomingMessage): boolean {
    const { origin, host, "x-simulator-token": token } = request.headers;
    if (origin !== `http://${host}`) return false;
    return typeof token === "string" && equalsSecret(token, this.token);
  }
}

/** Headers of every answer: the page takes nothing from elsewhere, and nothing is shown inside another page. */
export const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;
