import type { Ask } from "./fetch.js";
import { refusalOf } from "./problem.js";

/** The part of Node's `IncomingMessage` that is needed. */
export interface LimitedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express's: the URL before routers took their part of it. */
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket?: { readonly remoteAddress?: string | undefined } | null | undefined;
}

/** The part of Node's `ServerResponse` that is needed. */
export interface LimitedResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  end(text?: string): unknown;
}

/** For Express, `app.use(limiter.node)`, and for `node:http`, `limiter.node(req, res, () => handle(req, res))`. */
export type LimitedNode = (
  request: LimitedRequest,
  response: LimitedResponse,
  next: (error?: unknown) => unknown,
) => Promise<void>;

/** @internal */
export function limitedNode(ask: Ask): LimitedNode {
  return async (request, response, next) => {
    const { method = "GET", url = "/", originalUrl = url, headers, socket } = request;
    let passes: boolean;
    try {
      const answer = await ask({
        method,
        url: originalUrl,
        remoteAddress: socket?.remoteAddress,
        header: (name) => (Object.hasOwn(headers, name) ? [headers[name] ?? []].flat().join(", ") : undefined),
      });
      passes = answer.decision.allowed;
      // Something in front of us, a time limit for example, may have answered meanwhile.
      if (response.headersSent) return;
      for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
      if (!passes) {
        const { status, contentType, body } = refusalOf(answer.decision);
        response.statusCode = status;
        response.setHeader("Content-Type", contentType);
        response.end(method === "HEAD" ? undefined : body);
      }
    } catch (error) {
      next(error);
      return;
    }
    if (passes) next();
  };
}
