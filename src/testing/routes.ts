import { type Endpoint, endpoints, laterEndpoints } from "../client/endpoints/index.js";
import type { JsonObject } from "../internal/record.js";
import { isAtLeast } from "../internal/version.js";
import type { FakeGateway } from "./gateway.js";
import type { GatewayState } from "./gateway-options.js";
import { handlers } from "./handlers.js";
import { type Reply, refusal } from "./reply.js";
import type { RequestBody, UploadedFile } from "./request-body.js";
import { sendMessage } from "./sends.js";
import type { FakeInstance } from "./world.js";

/** What a route is called with. `instance` is set on every route whose path names one. */
export interface RouteContext {
  readonly gateway: FakeGateway;
  readonly state: GatewayState;
  /** The route's name in `endpoints`. */
  readonly route: string;
  readonly instance: FakeInstance;
  /** What the path's other parameters hold. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly file: UploadedFile | undefined;
  /** The instance's token that opened the route; `undefined` for the global key. */
  readonly token: string | undefined;
}

export type Route = (context: RouteContext) => Reply | Promise<Reply>;

/** The licence's routes are no part of the client: they belong to the server's own page. */
const licenseEndpoints = {
  licenseStatus: licenseRoute("GET", "/license/status"),
  licenseRegister: licenseRoute("POST", "/license/register"),
  licenseActivate: licenseRoute("POST", "/license/activate"),
} as const;

function licenseRoute(method: "GET" | "POST", path: string): Endpoint {
  return { method, path, key: "none", idempotent: true, integrations: [], since: "2.4.0" };
}

const all = { ...endpoints, ...laterEndpoints, ...licenseEndpoints };
export type EndpointName = keyof typeof all;

interface Request {
  readonly method: string;
  readonly url: URL;
  readonly apikey: string | undefined;
  readonly body: RequestBody;
}

const uploads: readonly EndpointName[] = ["sendMedia", "sendPtv", "sendWhatsAppAudio", "sendSticker", "sendStatus"];

/** Finds the route, asks the guards in the real server's order (exists, name free, key), and calls it. */
export async function answer(gateway: FakeGateway, state: GatewayState, request: Request): Promise<Reply> {
  const { method, url, apikey } = request;
  const found = findRoute(method, url.pathname, state.version);
  if (!found) return refusal(404, [`Cannot ${method} ${url.pathname}${url.search}`]);
  const { name, endpoint, params } = found;
  const { instanceName } = params;
  const { fields: body, files } = request.body;

  const instance = instanceName === undefined ? undefined : state.instances.get(instanceName);
  if (instanceName !== undefined && !instance) return refusal(404, [`The "${instanceName}" instance does not exist`]);
  const isUnnamed = body.instanceName === undefined && state.instances.size > 0;
  if (name === "createInstance" && (isUnnamed || state.instances.has(String(body.instanceName)))) {
    return refusal(403, [`This name "${String(body.instanceName)}" is already in use.`]);
  }
  const isGlobal = apikey === state.apiKey;
  const opensOwn =
    instance !== undefined ? instance.token === apikey : name === "fetchInstances" && hasToken(state, apikey);
  if (endpoint.key !== "none" && !isGlobal && !opensOwn) return refusal(401, "Unauthorized");
  const isUpload = uploads.includes(name);
  if (isUpload && (files.length > 1 || files.some(({ field }) => field !== "file"))) {
    return refusal(500, "Unexpected field");
  }
  const context: RouteContext = {
    gateway,
    state,
    route: name,
    // A route without a name in its path never looks at it.
    instance: actedOn(state, url.searchParams, instance) as FakeInstance,
    params,
    query: url.searchParams,
    // Elsewhere a form is not read at all.
    body: files.length > 0 && !isUpload ? {} : body,
    file: isUpload ? files[0] : undefined,
    token: isGlobal ? undefined : apikey,
  };
  return endpoint.send
    ? sendMessage(name as keyof typeof endpoints, context)
    : (handlers[name]?.(context) ?? refusal(404, [`Cannot ${method} ${url.pathname}`]));
}

/**
 * The real server copies the query over the path's parameters after the key was checked: `?instanceName=b` acts on b. Routes
 * that take `groupJid` or `inviteCode` are read in another way.
 */
function actedOn(state: GatewayState, query: URLSearchParams, instance: FakeInstance | undefined) {
  const other = query.get("instanceName");
  if (instance === undefined || other === null || query.has("groupJid") || query.has("inviteCode")) return instance;
  return state.instances.get(other) ?? instance;
}

const hasToken = (state: GatewayState, token: string | undefined) =>
  [...state.instances.values()].some((instance) => instance.token === token);

const routes = Object.entries(all as Record<string, Endpoint>).map(([name, endpoint]) => ({
  name: name as EndpointName,
  endpoint,
  pattern: new RegExp(
    `^${endpoint.path
      .replace(/\/$/, "")
      .replace("*", ".*")
      .replace(/:(\w+)/g, "(?<$1>[^/]+)")}/?$`,
    "i",
  ),
}));

/** The row of the table that a request is for, and what stands in its path. A route that came with a later version is none. */
export function findRoute(method: string, path: string, version: string) {
  for (const { name, endpoint, pattern } of routes) {
    const match = endpoint.method === method ? pattern.exec(path) : null;
    if (!match || (endpoint.since !== undefined && !isAtLeast(version, endpoint.since))) continue;
    const params = Object.entries(match.groups ?? {}).map(([param, value]) => [param, decodeName(value)]);
    return { name, endpoint, params: Object.fromEntries(params) as Record<string, string> };
  }
  return undefined;
}

/** A name that is no valid encoding is a name that nobody has. */
function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
