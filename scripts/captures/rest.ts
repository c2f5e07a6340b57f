import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { type Endpoint, EvolutionClient, endpoints, isEvolutionError } from "../../src/index.js";
import { expected } from "./expected.js";
import type { CaptureResult } from "./result.js";

export interface RestCapture {
  readonly name: string;
  readonly request?: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly response?: { readonly status: number; readonly headers?: Record<string, string>; readonly body: unknown };
}

const routes = Object.values(endpoints as Record<string, Endpoint>).map((endpoint) => ({
  endpoint,
  pattern: new RegExp(`^${endpoint.path.replace("*", ".*").replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`),
}));

/** The row of the `endpoints` table behind a recorded call, and what fills it. */
export function routeOf(
  method: string,
  path: string,
): { endpoint: Endpoint; params: Record<string, string> } | undefined {
  for (const { endpoint, pattern } of routes) {
    const match = endpoint.method === method ? pattern.exec(path) : null;
    if (!match) continue;
    const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { endpoint, params: Object.fromEntries(params) };
  }
  return undefined;
}

/** Answers each recorded call of the client with what the real gateway answered, and looks at what the client makes of it. */
export async function replayRest(captures: readonly RestCapture[]): Promise<CaptureResult[]> {
  let current: RestCapture = { name: "" };
  let seen: Seen | undefined;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const isForm = request.headers["content-type"]?.startsWith("multipart/") === true;
    seen = { method: request.method ?? "", url: request.url ?? "", body, isForm };
    const { status = 200, body: answer } = current.response ?? {};
    response.writeHead(status, { "content-type": "application/json" });
    const isJson = current.response?.headers?.["content-type"]?.includes("json") === true && answer !== "";
    response.end(isJson || typeof answer !== "string" ? JSON.stringify(answer) : answer);
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
    const route = routeOf(request.method, pathname);
    if (!route) {
      if (capture.name !== "route-not-found")
        results.push({ group: "rest", name: capture.name, problem: `no endpoint for ${request.method} ${pathname}` });
      continue;
    }
    current = capture;
    seen = undefined;
    const { instanceName, ...params } = route.params;
    const query = Object.fromEntries(searchParams);
    const outcome = await client
      .request(route.endpoint, { instanceName, params, body: bodyOf(route.endpoint, request.body), query })
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    const problem = problemOf(capture, outcome) ?? (seen && requestProblem(request, seen));
    results.push({ group: "rest", name: capture.name, ...(problem && { problem }) });
  }
  await client.close();
  server.close();
  return results;
}

interface FormPart {
  readonly name: string;
  readonly value?: string;
  readonly filename?: string;
  readonly contentType?: string;
  readonly bytes?: number;
}

/** A recorded form as its caller would have given it; of its file only the size is known. Texts are no body of ours. */
export function bodyOf({ media }: Endpoint, body: unknown): object | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if (!("multipart" in body)) return body;
  const parts = (body.multipart as FormPart[]).map(({ name, value, filename = "", contentType = "", bytes = 0 }) =>
    name === "file" ? [media?.field, new File([Buffer.alloc(bytes)], filename, { type: contentType })] : [name, value],
  );
  return Object.fromEntries(parts);
}

function problemOf(capture: RestCapture, outcome: { value: unknown } | { error: unknown }): string | undefined {
  const wanted = expected[capture.name];
  if ("value" in outcome) {
    if (wanted) return `expected ${wanted[0]}, got a result`;
    // An empty answer is no text for us, and a text is no number though it may look like one.
    const { value } = outcome;
    const body = typeof value === "string" ? String(capture.response?.body) : capture.response?.body || undefined;
    return isDeepStrictEqual(value ?? undefined, body ?? undefined) ? undefined : "the result differs from the answer";
  }
  const { error } = outcome;
  if (!isEvolutionError(error)) return String(error);
  const [name, delivery] = wanted ?? ["a result"];
  if (error.name === name && error.delivery === delivery) return undefined;
  return `expected ${name} (${delivery}), got ${error.name} (${error.delivery}): ${error.message}`;
}

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly isForm: boolean;
}

/** What the client fills in for a file, where the caller left it out. */
const filledIn = ["fileName", "mimetype"];

function requestProblem({ method, path, body }: NonNullable<RestCapture["request"]>, seen: Seen): string | undefined {
  if (seen.method !== method || decodeURIComponent(seen.url) !== decodeURIComponent(path)) {
    return `sent ${seen.method} ${seen.url} instead of ${method} ${path}`;
  }
  if (typeof body !== "object" || body === null || seen.isForm || "multipart" in body) return undefined;
  const sent = Object.entries(JSON.parse(seen.body)).filter(([name]) => name in body || !filledIn.includes(name));
  return isDeepStrictEqual(Object.fromEntries(sent), body) ? undefined : `sent the body ${seen.body.slice(0, 200)}`;
}
