import { InvalidArgumentError } from "../errors/index.js";
import { describe } from "../internal/record.js";
import type { CallInput } from "./call.js";
import { all, type Endpoint, type HttpMethod } from "./endpoints/endpoint.js";
import { endpoints } from "./endpoints/index.js";

/** A request to a route that this version has no method for. */
export interface RawRequest {
  readonly method: HttpMethod;
  /** From the root, already encoded, without a query: `/chat/findChannels/shop`. */
  readonly path: string;
  readonly body?: object | undefined;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The parameters that a route answers by its own; any other route takes them for another instance's name. */
const queryMayNameInstance: readonly string[] = [endpoints.fetchInstances.path];

/**
 * A raw request as an endpoint and its input. Only a GET counts as safe to repeat, and everything below `/message/` as a
 * send, so that its failures say whether it may have left.
 *
 * @throws {InvalidArgumentError} a path that is none, or a query that would replace the instance of the path
 */
export function fromRaw({ method, path, body, query }: RawRequest): { endpoint: Endpoint; input: CallInput } {
  if (typeof path !== "string" || !/^\/[^?#\s]*$/.test(path) || /\/(\.|%2e){1,2}(\/|$)/i.test(path)) {
    throw new InvalidArgumentError(
      `Expected \`path\` to begin with / and to hold no query, got ${describe(path)}. Pass parameters as \`query\`.`,
    );
  }
  const names = Object.keys(query ?? {}).map((name) => name.toLowerCase());
  if (names.some((name) => name.startsWith("instance")) && !queryMayNameInstance.includes(path)) {
    throw new InvalidArgumentError(
      "Expected `query` without the instance's name: on this gateway it would replace the instance of the path. Put the name into the path.",
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
  } as const;
  return { endpoint: isSend ? { ...endpoint, send: true } : endpoint, input: { body, query } };
}

/** True for a row of the `endpoints` table, which says whether it may be repeated; a raw request does not. */
export function isEndpoint(target: Endpoint | RawRequest): target is Endpoint {
  return "idempotent" in target;
}
