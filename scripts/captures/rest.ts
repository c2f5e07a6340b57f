import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { EvolutionClient, isEvolutionError } from "../../src/index.js";
import { own } from "../../src/internal/record.js";
import { expected } from "./expected.js";
import type { CaptureResult } from "./result.js";

interface RestCapture {
  readonly name: string;
  readonly request?: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly response?: { readonly status: number; readonly body: unknown };
}

type Call = (
  client: EvolutionClient,
  instanceName: string,
  body: never,
  query: Record<string, string>,
) => Promise<unknown>;

/** How the client makes the call behind a recorded route. Sends are found by their name. */
const calls: Readonly<Record<string, Call>> = {
  "GET /": (client) => client.server.info(),
  "POST /verify-creds": (client) => client.server.verifyCreds(),
  "POST /instance/create": (client, _name, body) => client.instances.create(body),
  "GET /instance/fetchInstances": (client, _name, _body, query) => client.instances.fetchInstances(query),
  "GET /instance/connect": (client, name, _body, query) => client.instances.connect(name, query),
  "GET /instance/connectionState": (client, name) => client.instances.connectionState(name),
  "POST /instance/restart": (client, name) => client.instances.restart(name),
  "POST /instance/setPresence": (client, name, body) => client.instances.setPresence(name, body),
  "DELETE /instance/logout": (client, name) => client.instances.logout(name),
  "DELETE /instance/delete": (client, name) => client.instances.delete(name),
  "POST /chat/findMessages": (client, name, body) => client.instance(name).chats.findMessages(body),
  "POST /webhook/set": (client, name, body) =>
    client.instance(name).events.webhook.set((own(body, "webhook") ?? body) as never),
  "GET /webhook/find": (client, name) => client.instance(name).events.webhook.find(),
};

const callOf = (method: string, route: string): Call | undefined => {
  const send = /^\/message\/(send\w+)$/.exec(route)?.[1];
  if (send === undefined) return calls[`${method} ${route}`];
  return (client, name, body) => client.instance(name).messages[send as "sendText"](body);
};

/** Answers each recorded call of the client with what the real gateway answered, and looks at what the client makes of it. */
export async function replayRest(captures: readonly RestCapture[]): Promise<CaptureResult[]> {
  let current: RestCapture = { name: "" };
  let seen = { method: "", url: "", body: "" };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen = { method: request.method ?? "", url: request.url ?? "", body };
    const { status = 200, body: answer } = current.response ?? {};
    response.writeHead(status, { "content-type": "application/json" });
    response.end(answer === "" ? "" : JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new EvolutionClient({ baseUrl, apiKey: "evo-global-key", retries: 0 });
  const results: CaptureResult[] = [];
  for (const capture of captures) {
    const { request, response } = capture;
    if (!request || !response) continue;
    const { pathname, searchParams } = new URL(request.path, baseUrl);
    const [, group, action, instanceName] = pathname.split("/");
    const call = callOf(request.method, action ? `/${group}/${action}` : pathname);
    if (!call) continue;
    current = capture;
    const outcome = await call(
      client,
      decodeURIComponent(instanceName ?? ""),
      bodyOf(request.body),
      Object.fromEntries(searchParams),
    ).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    const problem = problemOf(capture, outcome) ?? requestProblem(request, seen);
    results.push({ group: "rest", name: capture.name, ...(problem && { problem }) });
  }
  await client.close();
  server.close();
  return results;
}

/** Multipart and text bodies are sent as JSON: it is the answer that is looked at. */
const bodyOf = (body: unknown) =>
  (typeof body === "object" && body !== null && !("multipart" in body) ? body : {}) as never;

function problemOf(capture: RestCapture, outcome: { value: unknown } | { error: unknown }): string | undefined {
  const wanted = expected[capture.name];
  if ("value" in outcome) {
    if (wanted) return `expected ${wanted[0]}, got a result`;
    return isDeepStrictEqual(outcome.value, capture.response?.body) ? undefined : "the result differs from the answer";
  }
  const { error } = outcome;
  if (!isEvolutionError(error)) return String(error);
  const [name, delivery] = wanted ?? ["a result"];
  if (error.name === name && error.delivery === delivery) return undefined;
  return `expected ${name} (${delivery}), got ${error.name} (${error.delivery}): ${error.message}`;
}

function requestProblem(
  { method, path, body }: NonNullable<RestCapture["request"]>,
  seen: { method: string; url: string; body: string },
): string | undefined {
  if (seen.method !== method || decodeURIComponent(seen.url) !== decodeURIComponent(path)) {
    return `sent ${seen.method} ${seen.url} instead of ${method} ${path}`;
  }
  const sent: unknown = seen.body === "" ? null : JSON.parse(seen.body);
  const isPlain = typeof body === "object" && body !== null && !("multipart" in body);
  const wrapped = path.startsWith("/webhook/set") && isPlain && !("webhook" in body) ? { webhook: body } : body;
  return !isPlain || isDeepStrictEqual(sent, wrapped) ? undefined : `sent the body ${seen.body.slice(0, 200)}`;
}
