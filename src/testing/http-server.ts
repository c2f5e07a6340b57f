import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isLocal } from "../checks/hosts.js";
import { redact } from "../internal/redact.js";
import type { Activity } from "./activity.js";
import type { Faults } from "./faults.js";
import type { Notify, RestCall } from "./gateway-events.js";
import { PlainText, type Reply, refusal } from "./reply.js";
import { bodyLimit, type RequestBody, readBody, tooLarge } from "./request-body.js";
import { findRoute } from "./routes.js";
import { newId } from "./world.js";

/** A request as the routes get it. */
export interface RestRequest {
  readonly method: string;
  readonly url: URL;
  readonly apikey: string | undefined;
  readonly body: RequestBody;
}

export interface HttpServerOptions {
  readonly answer: (request: RestRequest) => Promise<Reply>;
  readonly faults: Faults;
  readonly activity: Activity;
  readonly notify: Notify;
  readonly version: string;
  /** What `url` is while it does not listen. */
  readonly publicUrl: string | undefined;
  now(): number;
  /** Ends early, with a rejection, when the server is started anew. */
  sleep(ms: number): Promise<void>;
  /** Of the time until the server is started anew. */
  signal(): AbortSignal;
}

/** A request before it is read, by whichever way it came. */
interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly apikey: string | null | undefined;
  read(): Promise<RequestBody | Reply>;
}

/** What it is answered with (`undefined`: the connection is cut), and how to tell of it then. */
interface Answered {
  readonly reply: (Reply & { readonly headers?: Record<string, string> }) | undefined;
  tell(): void;
}

/** The HTTP side of the gateway: reads bodies, lets faults strike, and tells of every call. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  #url: string | undefined;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      options.activity.during("request", () => this.#handle(request, response)).catch(() => response.destroy());
    });
  }

  /** Kept when it listens no more. */
  get url(): string {
    return this.#url ?? this.#options.publicUrl ?? "http://127.0.0.1";
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Answers without HTTP; a connection that is cut is a network error. */
  async fetch(request: Request): Promise<Response> {
    const { method, headers } = request;
    const read = async () => readBody(Buffer.from(await request.arrayBuffer()), headers.get("content-type") ?? "");
    const incoming = { method, url: new URL(request.url), apikey: headers.get("apikey"), read };
    const { reply, tell } = await this.#options.activity.during("request", () => this.#answer(incoming));
    tell();
    return reply ? new Response(textOf(reply), { status: reply.status, headers: headersOf(reply) }) : Response.error();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { apikey, origin } = request.headers;
    if (isForeign(origin)) {
      request.resume();
      response
        .writeHead(403, { "content-type": "text/plain" })
        .end("Pages of other machines may not use this gateway.");
      return;
    }
    const { reply, tell } = await this.#answer({
      method: request.method ?? "GET",
      url: this.#urlOf(request.url ?? "/"),
      apikey: typeof apikey === "string" ? apikey : undefined,
      read: () => bodyOf(request),
    });
    if (reply) response.writeHead(reply.status, headersOf(reply)).end(textOf(reply));
    else request.socket.destroy();
    tell();
  }

  /** Paths as they are, `//` too; a proxy's whole URL is one as well. */
  #urlOf(target: string): URL {
    const text = target.startsWith("/") ? this.url + target : target;
    return URL.canParse(text) ? new URL(text) : new URL(`${this.url}/${encodeURIComponent(target)}`);
  }

  async #answer(incoming: Incoming): Promise<Answered> {
    const { now, notify, version } = this.#options;
    const at = now();
    const run = this.#options.signal();
    const { method, url } = incoming;
    const found = findRoute(method, url.pathname, version);
    const body = await incoming.read();
    const call = { method, url, route: found?.name, instance: found?.params.instanceName };
    const reply = "status" in body ? body : await this.#reply(incoming, call, body, run).catch(cutBy(run));
    const told: RestCall = {
      id: newId.uuid(),
      at,
      method,
      path: url.pathname,
      route: call.route,
      instance: call.instance,
      requestBody: "status" in body ? undefined : redact(body.fields),
      status: reply?.status,
      responseBody: reply?.body instanceof PlainText ? reply.body.text : redact(reply?.body),
      durationMs: now() - at,
    };
    return { reply, tell: () => notify("request", told) };
  }

  /** `undefined`: the connection is cut. At each stage one fault strikes, so that those of different stages go together. */
  async #reply(
    { apikey }: Incoming,
    call: {
      readonly method: string;
      readonly url: URL;
      readonly route?: string | undefined;
      readonly instance?: string | undefined;
    },
    body: RequestBody,
    run: AbortSignal,
  ): Promise<Answered["reply"]> {
    const { faults, sleep, answer } = this.#options;
    const early = faults.strike(["delay"], call, ({ when }) => when === "before");
    if (early) await sleep(early.delayMs);
    const refused = faults.strike(
      ["license", "status", "drop"],
      call,
      (fault) => fault.kind !== "drop" || fault.when === "before",
    );
    if (refused?.kind === "license") return licenseRequired;
    if (refused?.kind === "drop") return undefined;
    if (refused) {
      const { status, message = "Injected fault", retryAfterSeconds } = refused;
      const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
      return { ...refusal(status, message), headers };
    }
    const { method, url } = call;
    const reply = await answer({ method, url, apikey: apikey ?? undefined, body }).catch((error: unknown) =>
      refusal(500, String(error)),
    );
    if (run.aborted) return undefined;
    const late = faults.strike(["delay"], call, ({ when }) => when !== "before");
    if (late) await sleep(late.delayMs);
    const spoilt = faults.strike(["error-after", "drop"], call, (fault) =>
      fault.kind === "drop" ? fault.when === "after" : reply.status < 300,
    );
    if (spoilt?.kind === "drop") return undefined;
    return spoilt ? refusal(spoilt.status ?? 400, spoilt.message ?? ["Error: Connection Closed"]) : reply;
  }
}

/**
 * Only a browser sends `Origin`. A website that has pointed its own name at this machine could otherwise use the gateway,
 * whose key everybody knows, to post and to fetch on this machine.
 */
const isForeign = (origin: string | undefined): boolean =>
  origin !== undefined && !(URL.canParse(origin) && isLocal(new URL(origin).hostname));

/** What a restart of the server has interrupted is not answered. */
const cutBy = (run: AbortSignal) => (error: unknown) => {
  if (run.aborted) return undefined;
  throw error;
};

/** What 2.4 answers on every route until it is activated. */
const licenseRequired: Reply = {
  status: 503,
  body: {
    error: "service not activated",
    code: "LICENSE_REQUIRED",
    register_url: "https://license.example.com/register",
    instance_id: "00000000-0000-4000-8000-000000000000",
    docs_url: "https://doc.evolution-api.com",
    message: "Activate the service to use it.",
  },
};

async function bodyOf(request: IncomingMessage): Promise<RequestBody | Reply> {
  const { "content-type": contentType = "", "content-length": length } = request.headers;
  const limit = contentType.startsWith("multipart/") ? Number.POSITIVE_INFINITY : bodyLimit;
  if (Number(length) > limit) {
    request.resume();
    return tooLarge;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size > limit ? tooLarge : readBody(Buffer.concat(chunks), contentType);
}

function headersOf({ body, headers }: NonNullable<Answered["reply"]>): Record<string, string> {
  return {
    "content-type": `${body instanceof PlainText ? "text/html" : "application/json"}; charset=utf-8`,
    ...headers,
  };
}

function textOf({ body }: Reply): string {
  if (body instanceof PlainText) return body.text;
  return body === undefined ? "" : JSON.stringify(body);
}
