import { type Endpoint, endpoints } from "../client/endpoints/index.js";
import { isRecord, type JsonObject } from "../internal/record.js";
import type { FakeGateway, GatewayState } from "./gateway.js";
import * as instances from "./instance-routes.js";
import { findMessages, sendMessage } from "./message-routes.js";
import { ok, type Reply, refusal } from "./reply.js";
import type { FakeInstance } from "./world.js";

/** What a route is called with. `instance` is set on every route whose path names one. */
export interface RouteContext {
  readonly gateway: FakeGateway;
  readonly state: GatewayState;
  readonly instance: FakeInstance;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  /** The instance's token that opened the route; `undefined` for the global key. */
  readonly token: string | undefined;
}

type Route = (context: RouteContext) => Reply | Promise<Reply>;

const handlers: Readonly<Partial<Record<keyof typeof endpoints, Route>>> = {
  info: ({ state }) =>
    ok({
      status: 200,
      message: "Welcome to the Evolution API, it is working!",
      version: state.version,
      clientName: "evolution_exchange",
      documentation: "https://doc.evolution-api.com",
    }),
  verifyCreds: () => ok({ status: 200, message: "Credentials are valid" }),
  createInstance: instances.createInstance,
  fetchInstances: instances.fetchInstances,
  connect: instances.connect,
  connectionState: instances.connectionState,
  restart: instances.restart,
  setPresence: instances.setPresence,
  logout: instances.logout,
  deleteInstance: instances.deleteInstance,
  findMessages,
  webhookSet: instances.setWebhook,
  webhookFind: instances.findWebhook,
};

interface Request {
  readonly method: string;
  readonly url: URL;
  readonly apikey: string | undefined;
  readonly text: string;
}

/** Finds the route, asks the guards in the real server's order (exists, name free, key), and calls it. */
export async function answer(gateway: FakeGateway, state: GatewayState, request: Request): Promise<Reply> {
  const { method, url, apikey } = request;
  const found = findRoute(method, url.pathname);
  if (!found) return refusal(404, [`Cannot ${method} ${url.pathname}${url.search}`]);
  const { name, endpoint, instanceName } = found;
  const body = decode(request.text);
  if (body instanceof Error || !isRecord(body)) return malformed(body);

  const instance = instanceName === undefined ? undefined : state.instances.get(instanceName);
  if (instanceName !== undefined && !instance) return refusal(404, [`The "${instanceName}" instance does not exist`]);
  if (name === "createInstance" && state.instances.has(String(body.instanceName))) {
    return refusal(403, [`This name "${String(body.instanceName)}" is already in use.`]);
  }
  const isGlobal = apikey === state.apiKey;
  const opensOwn =
    instance !== undefined ? instance.token === apikey : name === "fetchInstances" && hasToken(state, apikey);
  if (endpoint.key !== "none" && !isGlobal && !opensOwn) return refusal(401, "Unauthorized");

  const context: RouteContext = {
    gateway,
    state,
    // A route without a name in its path never looks at it.
    instance: instance as FakeInstance,
    query: url.searchParams,
    body,
    token: isGlobal ? undefined : apikey,
  };
  return endpoint.send
    ? sendMessage(name, context)
    : (handlers[name]?.(context) ?? refusal(404, [`Cannot ${method} ${url.pathname}`]));
}

const hasToken = (state: GatewayState, token: string | undefined) =>
  [...state.instances.values()].some((instance) => instance.token === token);

const routes = Object.entries(endpoints as Record<string, Endpoint>).map(([name, endpoint]) => ({
  name: name as keyof typeof endpoints,
  endpoint,
  pattern: new RegExp(`^${endpoint.path.replace(":instanceName", "([^/]+)")}/?$`, "i"),
}));

function findRoute(method: string, path: string) {
  for (const { name, endpoint, pattern } of routes) {
    const match = endpoint.method === method ? pattern.exec(path) : null;
    if (match) return { name, endpoint, instanceName: decodeName(match[1]) };
  }
  return undefined;
}

/** A name that is no valid encoding is a name that nobody has. */
function decodeName(encoded: string | undefined): string | undefined {
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function decode(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch (error) {
    return error;
  }
}

/** Malformed JSON is a 400 under the title of a 500. */
function malformed(error: unknown): Reply {
  const message = error instanceof Error ? error.message : "Unexpected body";
  return { status: 400, body: { status: 400, error: "Internal Server Error", response: { message } } };
}
