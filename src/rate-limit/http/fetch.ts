import { remoteAddressOf } from "../../internal/connection.js";
import type { LimitDecision } from "../decision.js";
import { refusalOf } from "./problem.js";
import type { RawRequest } from "./subject.js";

/** A `Request` → `Response` function, with what is known of the connection: `{ remoteAddress }`, or what Bun and Deno hand on. */
export type LimitedFetch = (request: Request, connection?: unknown) => Promise<Response>;

/** What is limited. It is handed on all that it was called with. */
export type FetchHandlerLike = (request: Request, connection?: unknown) => Response | Promise<Response>;

/** Asks about a request, and says what to tell the client. */
export type Ask = (request: RawRequest) => Promise<{ decision: LimitDecision; headers: Record<string, string> }>;

/** @internal */
export function limitedFetch(ask: Ask, handler: FetchHandlerLike): LimitedFetch {
  return async (request, connection) => {
    const { decision, headers } = await ask({
      method: request.method,
      url: request.url,
      remoteAddress: remoteAddressOf(request, connection),
      header: (name) => request.headers.get(name) ?? undefined,
    });
    if (!decision.allowed) {
      const { status, contentType, body } = refusalOf(decision);
      return new Response(body, { status, headers: { ...headers, "content-type": contentType } });
    }
    return withHeaders(await handler(request, connection), headers);
  };
}

/** Those of a redirect, or of a response that came from elsewhere, cannot be changed in place. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  const all = Object.entries(headers);
  try {
    for (const [name, value] of all) response.headers.set(name, value);
    return response;
  } catch {
    const copy = new Response(response.body, response);
    for (const [name, value] of all) copy.headers.set(name, value);
    return copy;
  }
}
