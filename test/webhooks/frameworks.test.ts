import fastify, { type FastifyInstance } from "fastify";
import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import { allOf, anyOf, apiKeyAuth, headerAuth, ipAllowList } from "../../src/webhooks/index.js";
import { connectionOpen } from "../fixtures/webhooks.js";
import { body, headers, listening, post, secret, serve } from "../support/receiver.js";

const header = headerAuth({ name: "x-webhook-secret", value: secret });
const loopback = allOf(ipAllowList({ addresses: ["127.0.0.0/8", "::1"] }), header);
const elsewhere = allOf(ipAllowList({ addresses: ["192.0.2.1"] }), header);

async function listen(app: FastifyInstance): Promise<string> {
  onTestFinished(() => app.close());
  return app.listen({ port: 0, host: "127.0.0.1" });
}

describe("webhook.node on Fastify", () => {
  const parsers: Record<string, (app: FastifyInstance) => unknown> = {
    "its own parser": () => {},
    "a parser that gives bytes": (app) =>
      app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, bytes, done) => done(null, bytes)),
    "a parser that leaves the stream": (app) =>
      app.addContentTypeParser("application/json", (_request, _stream, done) => done(null)),
  };

  it.each(Object.entries(parsers))("receives behind %s, at every URL, and answers probes", async (_what, parser) => {
    const { webhook, texts } = listening({ auth: loopback });
    const app = fastify();
    parser(app);
    app.all("/webhook", webhook.node);
    app.all("/webhook/*", webhook.node);
    const url = await listen(app);
    for (const path of ["/webhook", "/webhook/messages-upsert"]) {
      const response = await post(url + path);
      expect([response.status, await response.json()]).toEqual([200, { status: 200 }]);
      for (const [method, status] of [
        ["GET", 200],
        ["HEAD", 200],
        ["PUT", 405],
      ] as const)
        expect((await fetch(url + path, { method })).status).toBe(status);
    }
    expect(texts).toEqual(["oi", "oi"]);
    expect((await post(`${url}/webhook`, { headers: { "content-type": "application/json" } })).status).toBe(401);
  });

  it("receives what `inject` sends", async () => {
    const { webhook, texts } = listening();
    const app = fastify();
    app.post("/webhook", webhook.node);
    const { statusCode } = await app.inject({ method: "POST", url: "/webhook", headers, payload: body });
    expect([statusCode, texts]).toEqual([200, ["oi"]]);
  });

  it("does not read a body without the secret where the stream is left to it", async () => {
    const { webhook } = listening({ bodyLimit: 10 });
    const app = fastify();
    parsers["a parser that leaves the stream"]?.(app);
    app.post("/webhook", webhook.node);
    const url = await listen(app);
    const response = await post(`${url}/webhook`, { headers: { "content-type": "application/json" } });
    expect([response.status, response.headers.get("connection")]).toEqual([401, "close"]);
    expect((await post(`${url}/webhook`)).status).toBe(413);
  });

  it("may be received by webhook.receive instead", async () => {
    const { webhook, texts } = listening({ auth: loopback });
    const app = fastify();
    app.post("/webhook", async ({ headers, body, ip }, reply) => {
      const { status } = await webhook.receive({ headers, body, remoteAddress: ip });
      return reply.code(status).send();
    });
    expect((await post(`${await listen(app)}/webhook`)).status).toBe(200);
    expect(texts).toEqual(["oi"]);
  });
});

describe("the sender's address", () => {
  it("is the connection's on webhook.node, whatever headers say", async () => {
    for (const [auth, status] of [
      [loopback, 200],
      [elsewhere, 401],
    ] as const) {
      const url = await serve(listening({ auth }).webhook.node);
      const claim = { ...headers, "x-forwarded-for": "192.0.2.1" };
      expect((await post(url, { headers: claim })).status).toBe(status);
    }
  });

  it.each<[string, unknown, number]>([
    ["ours", { remoteAddress: "127.0.0.1" }, 200],
    ["Deno's", { remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 } }, 200],
    ["Bun's", { requestIP: () => ({ address: "::1", family: "IPv6", port: 1 }) }, 200],
    ["a stranger's", { remoteAddress: "198.51.100.1" }, 401],
    ["Bun's for a connection that is gone", { requestIP: () => null }, 503],
    ["Deno's on a socket file", { remoteAddr: { transport: "unix", path: "x" } }, 503],
    ["Next's, which does not say", { params: Promise.resolve({}) }, 503],
    ["not there", undefined, 503],
    ["not there either", null, 503],
  ])("is %s on webhook.fetch", async (_what, connection, status) => {
    const { webhook } = listening({ auth: loopback });
    const request = new Request("https://bot.example.com/webhook", { method: "POST", headers, body });
    expect((await webhook.fetch(request, connection)).status).toBe(status);
  });
});

describe("webhook.fetch as a route of Next", () => {
  const { webhook, texts } = listening();
  /** `app/webhook/[[...event]]/route.ts` */
  const route: Record<string, (request: Request, context: { params: Promise<unknown> }) => Promise<Response>> = {
    POST: webhook.fetch,
    GET: webhook.fetch,
    HEAD: webhook.fetch,
  };

  it("receives, and answers probes", async () => {
    const context = { params: Promise.resolve({ event: ["messages-upsert"] }) };
    for (const method of ["POST", "GET", "HEAD"]) {
      const init = method === "POST" ? { method, headers, body } : { method };
      const response = await route[method]?.(new Request("https://bot.example.com/webhook/x", init), context);
      expect(response?.status).toBe(200);
    }
    expect(texts).toEqual(["oi"]);
  });
});

it("the body says which event it is, not the URL", async () => {
  const { webhook, texts } = listening();
  const states: unknown[] = [];
  webhook.on("connection.update", ({ data }) => states.push(data.state));
  const app = new Hono().all("/webhook/*", (context) => webhook.fetch(context.req.raw));
  const changed = JSON.stringify(connectionOpen);
  const response = await app.request("/webhook/messages-upsert", { method: "POST", headers, body: changed });
  expect([response.status, texts, states]).toEqual([200, [], ["open"]]);
});

it("the body's key opens webhook.node and webhook.fetch, where no header can", async () => {
  const auth = anyOf(header, apiKeyAuth({ key: "instance-token" }));
  const { webhook, texts } = listening({ auth });
  const json = { "content-type": "application/json" };
  const url = await serve(webhook.node);
  expect((await post(url, { headers: json })).status).toBe(200);
  expect((await post(url, { headers: json, body: body.replace("instance-token", "x") })).status).toBe(401);
  const request = new Request(url, { method: "POST", headers: json, body });
  expect((await webhook.fetch(request)).status).toBe(200);
  expect(texts).toEqual(["oi", "oi"]);
});
