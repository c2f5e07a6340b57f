import { InvalidArgumentError } from "../errors/index.js";
import { describe } from "../internal/record.js";
import { redactText } from "../internal/redact.js";
import type { CallInput } from "./call.js";
import { all, type Endpoint, type HttpMethod } from "./endpoints/endpoint.js";

/** A request to a route that this version has no method for. */
export interface RawRequest {
  readonly method: HttpMethod;
  /** From the root, already encoded, without a query: `/chat/findChannels/shop`. */
  readonly path: string;
  readonly body?: object | undefined;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
}

const methods: readonly string[] = ["GET", "POST", "PUT", "DELETE"] satisfies HttpMethod[];

/** What RFC 3986 allows in a path. A backslash is not in it: `fetch` would read it as a slash. */
const pathForm = /^\/[\w\-.~!$&'()*+,;=:@%/]*$/;

/**
 * A raw request as an endpoint and its input. Only a GET counts as safe to repeat, and everything below `/message/` as a
 * send, so that its failures say whether it may have left.
 *
 * @throws {InvalidArgumentError} a method or path that is none
 */
export function fromRaw(
  { method, path, body, query }: RawRequest,
  apiKey: string,
): { endpoint: Endpoint; input: CallInput } {
  if (!methods.includes(method)) {
    throw new InvalidArgumentError(`Expected \`method\` to be one of ${methods.join(", ")}, got ${describe(method)}.`);
  }
  if (typeof path !== "string" || !pathForm.test(path) || climbs(path)) {
    const got = describe(typeof path === "string" ? path.replace(/[?#].*$/s, "?…") : path);
    throw new InvalidArgumentError(
      `Expected \`path\` to begin with /, to be encoded and to hold no query, got ${got}. Pass parameters as \`query\`.`,
    );
  }
  if (redactText(path, [apiKey]) !== path) {
    throw new InvalidArgumentError(
      "Expected `path` without the API key: paths are shown in errors and logs. It goes in a header.",
    );
  }
  const isSend = method === "POST" && path.toLowerCase().startsWith("/message/");
  // A colon in a given path is no parameter to fill in.
  const endpoint = {
    method,
    path: path.replaceAll(":", "%3A"),
    key: "instance",
    idempotent: method === "GET",
    integrations: all,
    isRaw: true,
  } as const;
  return { endpoint: isSend ? { ...endpoint, send: true } : endpoint, input: { body, query } };
}

/** True for a path with `.` or `..` in it, also for a proxy that decodes slashes first. */
const climbs = (path: string): boolean => /\/(\.|%2e){1,2}(\/|$)/i.test(path.replace(/%2f|%5c/gi, "/"));

/** True for a row of the `endpoints` table, which says whether it may be repeated; a raw request does not. */
export function isEndpoint(target: Endpoint | RawRequest): target is Endpoint {
  return "idempotent" in target;
}
