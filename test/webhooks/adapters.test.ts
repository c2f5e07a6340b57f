import { once } from "node:events";
import { connect } from "node:net";
import express5 from "express";
import express4 from "express4";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createWebhook } from "../../src/webhooks/index.js";
import { upsert } from "../fixtures/webhooks.js";
import { body, headers, listening, post, secret, serve } from "../support/receiver.js";

describe.each([
  ["Express 4", express4 as unknown as typeof express5],
  ["Express 5", express5],
])("webhook.node on %s", (_name, express) => {
  const paths = ["/webhook", "/webhook/", "/webhook/messages-upsert"];

  it.each(paths)("receives at %s, before and after express.json()", async (path) => {
    const { webhook, texts } = listening();
    const before = express();
    before.use("/webhook", webhook.node);
    before.use(express.json());
    const after = express();
    after.use(express.json({ limit: "64mb" }));
    after.use("/webhook", webhook.node);
    for (const app of [before, after]) {
      const response = await post((await serve(app)) + path);
      expect([response.status, await response.json()]).toEqual([200, { status: 200 }]);
    }
    expect(texts).toEqual(["oi", "oi"]);
  });

  it("receives after express.raw() and express.text(), and after a parser that passed it by", async () => {
    const { webhook, texts } = listening();
    for (const parser of [
      express.raw({ type: "*/*" }),
      express.text({ type: "*/*" }),
      express.urlencoded({ extended: false }),
    ]) {
      const app = express();
      app.use(parser);
      app.use("/webhook", webhook.node);
      expect((await post(`${await serve(app)}/webhook`)).status).toBe(200);
    }
    expect(texts).toEqual(["oi", "oi", "oi"]);
  });

  it("answers 401 without the secret, and says no more", async () => {
    const { webhook, texts } = listening();
    const app = express();
    app.use("/webhook", webhook.node);
    const response = await post(`${await serve(app)}/webhook`, { headers: { "content-type": "application/json" } });
    expect([response.status, await response.json()]).toEqual([
      401,
      { status: 401, error: "The request did not pass `auth`: a secret or an address is missing or wrong." },
    ]);
    expect(texts).toEqual([]);
  });
});

describe("webhook.node on node:http", () => {
  it("receives, and keeps the connection", async () => {
    const { webhook, texts } = listening();
    const url = await serve(webhook.node);
    for (let i = 0; i < 3; i++) expect((await post(url)).status).toBe(200);
    expect(texts).toHaveLength(3);
  });

  it.each(["announced", "chunked"])("refuses a body over the limit that is %s", async (how) => {
    const { webhook } = listening({ bodyLimit: 1_000 });
    const url = await serve(webhook.node);
    const large = "x".repeat(200_000);
    const sent = how === "announced" ? large : new Blob([large]).stream();
    const response = await post(url, { body: sent, duplex: "half" } as RequestInit);
    expect(response.status).toBe(413);
    expect(response.headers.get("connection")).toBe("close");
  });

  it.each([
    ["GET", 200],
    ["HEAD", 200],
    ["PUT", 405],
    ["DELETE", 405],
  ])("answers %s with %i", async (method, status) => {
    const { webhook } = listening();
    const response = await fetch(await serve(webhook.node), { method });
    expect([response.status, response.headers.get("allow"), await response.text()]).toEqual([
      status,
      "POST, GET, HEAD",
      "",
    ]);
  });

  it("refuses a delivery that a redirect has turned into a GET, and says so", async () => {
    const { webhook } = listening();
    const told: string[] = [];
    webhook.onError(({ message }) => told.push(message));
    const url = await serve((request, response) => {
      if (request.url === "/webhook/") return webhook.node(request, response);
      response.writeHead(302, { location: "/webhook/" }).end();
    });
    const response = await post(`${url}/webhook`, { headers: { ...headers, "user-agent": "axios/1.12.2" } });
    expect(response.status).toBe(405);
    expect(told).toEqual([expect.stringContaining("redirect has turned the gateway's POST into a GET")]);
  });

  it("leaves a response alone that somebody has answered already", async () => {
    const { webhook } = listening();
    let finished = Promise.resolve();
    const url = await serve((request, response) => {
      finished = webhook.node(request, response);
      response.writeHead(504).end();
    });
    expect((await post(url)).status).toBe(504);
    await finished;
  });

  it("ends also when the sender is gone before the check is done", async () => {
    const webhook = createWebhook({
      auth: async () => {
        await gone;
        return true;
      },
    });
    const told = new Promise((resolve) => webhook.onError(resolve));
    let leave = () => {};
    const gone = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const url = new URL(
      await serve(async (request, response) => {
        request.once("close", leave);
        await webhook.node(request, response);
      }),
    );
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, "connect");
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n");
    setImmediate(() => socket.destroy());
    expect(await told).toMatchObject({ status: 503, message: "The connection closed before the body was complete." });
  });

  it("survives a sender that goes away in the middle", async () => {
    const { webhook, texts } = listening();
    const told = new Promise((resolve) => webhook.onError(resolve));
    const url = new URL(await serve(webhook.node));
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, "connect");
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\nx-webhook-secret: ${secret}\r\ncontent-length: 100\r\n\r\n{"eve`);
    setImmediate(() => socket.destroy());
    expect(await told).toMatchObject({ status: 503 });
    expect((await post(url.href)).status).toBe(200);
    expect(texts).toEqual(["oi"]);
  });

  it("says what to do when somebody else has read the body", async () => {
    const { webhook } = listening();
    const url = await serve(async (request, response) => {
      for await (const _ of request);
      await webhook.node(request, response);
    });
    const response = await post(url);
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 503, error: expect.stringContaining("read before it came here") },
    ]);
  });
});

it("webhook.fetch receives on Hono", async () => {
  const { webhook, texts } = listening();
  const app = new Hono().all("/webhook/*", (context) => webhook.fetch(context.req.raw));
  const response = await app.request("/webhook/messages-upsert", { method: "POST", headers, body });
  expect([response.status, response.headers.get("content-type"), await response.json()]).toEqual([
    200,
    "application/json",
    { status: 200 },
  ]);
  expect(texts).toEqual(["oi"]);
});

describe("webhook.fetch", () => {
  const request = (init: RequestInit = {}) =>
    new Request("https://bot.example.com/webhook", { method: "POST", headers, body, ...init });

  it("reads a stream, also where a character is cut in two", async () => {
    const { webhook, texts } = listening();
    const bytes = new TextEncoder().encode(JSON.stringify(upsert({ message: { conversation: "olá 👋" } })));
    const oneByOne = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    expect((await webhook.fetch(request({ body: oneByOne, duplex: "half" } as RequestInit))).status).toBe(200);
    expect(texts).toEqual(["olá 👋"]);
  });

  it("stops reading at the limit", async () => {
    const { webhook } = listening({ bodyLimit: 1_000 });
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(400));
      },
    });
    expect((await webhook.fetch(request({ body: endless, duplex: "half" } as RequestInit))).status).toBe(413);
    expect(pulled).toBeLessThan(8);
    const announced = request({ headers: { ...headers, "content-length": "5000" } });
    expect((await webhook.fetch(announced)).status).toBe(413);
  });

  it("answers probes and refuses other methods", async () => {
    const { webhook } = listening();
    for (const [method, status] of [
      ["GET", 200],
      ["HEAD", 200],
      ["PATCH", 405],
    ] as const) {
      expect((await webhook.fetch(new Request("https://bot.example.com/webhook", { method }))).status).toBe(status);
    }
  });

  it("answers malformed JSON with what was wrong", async () => {
    const { webhook } = listening();
    const response = await webhook.fetch(request({ body: "{" }));
    expect([response.status, await response.json()]).toEqual([
      400,
      { status: 400, error: expect.stringContaining("JSON") },
    ]);
  });
});

it("a listener in front that has taken the body's beginning: the event comes again", async () => {
  const { webhook, texts } = listening();
  const url = await serve((request, response) => {
    request.on("data", () => {});
    void webhook.node(request, response);
  });
  expect((await post(url)).status).toBe(503);
  expect(texts).toEqual([]);
});

it("a body that was read before webhook.fetch saw it: the event comes again", async () => {
  const { webhook } = listening();
  const request = new Request("https://bot.example.com/", { method: "POST", headers, body });
  await request.text();
  expect((await webhook.fetch(request)).status).toBe(503);
});

it.each([
  { "user-agent": "EvolutionAPI-Webhook/2.3.7" },
  { "x-event-type": "messages.upsert" },
  { "content-type": "application/json" },
])("a delivery that a redirect has turned into a GET is no probe: %o", async (more) => {
  const { webhook } = listening();
  const secrets = { "x-webhook-secret": secret, ...more };
  expect((await webhook.fetch(new Request("https://bot.example.com/", { headers: secrets }))).status).toBe(405);
});
