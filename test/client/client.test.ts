import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { errors as undiciErrors } from "undici";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  EvolutionClient,
  type EvolutionClientOptions,
  type EvolutionError,
  fetchTransport,
  isEvolutionError,
  type Transport,
  type TransportRequest,
  undiciTransport,
} from "../../src/index.js";
import { manualClock } from "../support/manual-clock.js";
import { envelope, sentText, stubGateway } from "../support/stub-gateway.js";

/** A transport without a network: gives the listed answers in turn, the last one for ever. */
function scripted(...answers: (Error | { status: number; body?: unknown; retryAfter?: string })[]) {
  const requests: TransportRequest[] = [];
  const transport: Transport = {
    async request(request) {
      requests.push(request);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error || answer === undefined) throw answer;
      const { status, body, retryAfter } = answer;
      return { status, retryAfter, text: body === undefined ? "" : JSON.stringify(body) };
    },
    async close() {},
  };
  return { transport, requests };
}

const setup = (script: ReturnType<typeof scripted>, options: Partial<EvolutionClientOptions> = {}) => {
  const clock = manualClock();
  const client = new EvolutionClient({
    baseUrl: "https://evo.example.com",
    apiKey: "client-key",
    clock,
    random: () => 1,
    ...script,
    ...options,
  });
  return { client, clock, shop: client.instance("shop"), requests: script.requests };
};
const text = { number: "5511999990001", text: "Olá" };
const failed = (code: string) => Object.assign(new Error(code), { code });
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each([
  ["undici", undiciTransport],
  ["fetch", fetchTransport],
])("a request over %s", (_name, create) => {
  it("carries key, path and body, and gives the typed answer", async () => {
    const gateway = await stubGateway({ status: 201, body: sentText });
    const client = new EvolutionClient({ baseUrl: `${gateway.url}/prefix/`, apiKey: "test-key", transport: create() });
    const sent = await client.instance("loja São/Paulo").messages.sendText(text);
    expect(sent.key.id).toBe(sentText.key.id);
    expect(gateway.requests).toMatchObject([
      {
        method: "POST",
        url: "/prefix/message/sendText/loja%20S%C3%A3o%2FPaulo",
        headers: { apikey: "test-key", "content-type": "application/json" },
        body: text,
      },
    ]);
    await client.instances.fetchInstances({ instanceName: "a&b" });
    expect(gateway.requests[1]).toMatchObject({
      method: "GET",
      url: "/prefix/instance/fetchInstances?instanceName=a%26b",
      body: undefined,
    });
  });

  it("that nobody listens to is proven not sent", async () => {
    const gateway = await stubGateway();
    await gateway.close();
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", retries: 0, transport: create() });
    expect(await caught(client.instance("shop").messages.sendText(text))).toMatchObject({
      name: "ConnectionError",
      delivery: "not-sent",
    });
  });

  it("to a host that does not exist is proven not sent", async () => {
    const client = new EvolutionClient({
      baseUrl: "http://gateway.invalid",
      apiKey: "k",
      retries: 0,
      transport: create(),
    });
    expect(await caught(client.instance("shop").messages.sendText(text))).toMatchObject({
      name: "ConnectionError",
      delivery: "not-sent",
    });
  });

  it("whose connection is dropped has an unknown delivery, and the client goes on working", async () => {
    const gateway = await stubGateway((response) => response.destroy(), { status: 201, body: sentText });
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", transport: create() });
    expect(await caught(client.instance("shop").messages.sendText(text))).toMatchObject({
      name: "ConnectionError",
      delivery: "unknown",
    });
    expect(gateway.requests).toHaveLength(1);
    await client.instance("shop").messages.sendText(text);
  });

  it("that is cancelled under way has an unknown delivery, with the caller's reason", async () => {
    const controller = new AbortController();
    const gateway = await stubGateway(() => controller.abort("enough"), { status: 201, body: sentText });
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", transport: create() });
    const error = await caught(client.instance("shop").messages.sendText(text, { signal: controller.signal }));
    expect(error).toMatchObject({ name: "AbortError", delivery: "unknown", cause: "enough" });
    await client.instance("shop").messages.sendText(text);
  });

  it("without an answer times out", async () => {
    const gateway = await stubGateway(() => {});
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", transport: create() });
    const error = await caught(client.instance("shop").messages.sendText(text, { timeoutMs: 1 }));
    expect(error).toMatchObject({ name: "TimeoutError", delivery: "unknown", timeoutMs: 1 });
  });
});

describe("the time to wait for an answer", () => {
  it("is 30 s, grows with `delay`, and is 60 s for media", async () => {
    const { shop, requests } = setup(scripted({ status: 201, body: sentText }));
    await shop.messages.sendText(text);
    await shop.messages.sendText({ ...text, delay: 45_000 });
    await shop.messages.sendMedia({ number: "1", mediatype: "image", media: "https://example.com/a.png", delay: 500 });
    expect(requests.map((request) => request.timeoutMs)).toEqual([30_000, 75_000, 60_500]);
  });

  it("can be set for the client and for a call", async () => {
    const { shop, requests } = setup(scripted({ status: 201, body: sentText }), { timeoutMs: 7_000 });
    await shop.messages.sendText({ ...text, delay: 1 });
    await shop.messages.sendText({ ...text, delay: 1 }, { timeoutMs: 50 });
    expect(requests.map((request) => request.timeoutMs)).toEqual([7_001, 51]);
  });

  it.each([Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY, "1000"])("is refused when `delay` is %s", async (delay) => {
    const { shop, requests } = setup(scripted({ status: 201, body: sentText }));
    const error = await caught(shop.messages.sendText({ ...text, delay: delay as number }));
    expect(error).toMatchObject({ name: "InvalidArgumentError", delivery: "not-sent" });
    expect(requests).toHaveLength(0);
  });

  it("is named in the error when it runs out", async () => {
    const { shop } = setup(scripted(new undiciErrors.HeadersTimeoutError()));
    expect(await caught(shop.messages.sendText(text))).toMatchObject({
      name: "TimeoutError",
      delivery: "unknown",
      timeoutMs: 30_000,
    });
  });
});

describe("a failed attempt", () => {
  it("of a read is tried three times more, with full jitter up to 0.5, 1 and 2 s", async () => {
    const { shop, clock, requests } = setup(scripted({ status: 503, body: {} }));
    expect(await caught(shop.chats.findMessages())).toMatchObject({ name: "ServerError" });
    expect(requests).toHaveLength(4);
    expect(clock.slept).toEqual([500, 1_000, 2_000]);
  });

  it("of a read is repaired when a later one works", async () => {
    const { client, requests } = setup(scripted(failed("ECONNRESET"), { status: 502 }, { status: 200, body: [] }));
    expect(await client.instances.fetchInstances()).toEqual([]);
    expect(requests).toHaveLength(3);
  });

  it("waits for all of `Retry-After`", async () => {
    const { client, clock } = setup(scripted({ status: 429, body: {}, retryAfter: "7" }, { status: 200, body: [] }));
    await client.instances.fetchInstances();
    expect(clock.slept).toEqual([7_000]);
  });

  it("goes to the caller when `Retry-After` is longer than a minute", async () => {
    const { client, clock } = setup(scripted({ status: 429, body: {}, retryAfter: "Thu, 01 Jan 2026 00:02:00 GMT" }));
    expect(await caught(client.instances.fetchInstances())).toMatchObject({
      name: "RateLimitError",
      retryAfterMs: 120_000,
    });
    expect(clock.slept).toEqual([]);
  });

  it.each([
    ["a 500, which is often the caller's mistake", { status: 500, body: {} }],
    ["a missing license", { status: 503, body: { code: "LICENSE_REQUIRED" } }],
    ["a refusal", { status: 404, body: {} }],
  ])("is final for %s", async (_what, answer) => {
    const { shop, requests } = setup(scripted(answer));
    await caught(shop.chats.findMessages());
    expect(requests).toHaveLength(1);
  });

  it.each([
    ["a timeout", new undiciErrors.HeadersTimeoutError()],
    ["a connect timeout", new undiciErrors.ConnectTimeoutError()],
    ["a dropped connection", failed("ECONNRESET")],
    ["502", { status: 502 }],
    ["429", { status: 429, retryAfter: "1" }],
  ])("of a send is never repeated after %s", async (_what, answer) => {
    const { shop, requests } = setup(scripted(answer, { status: 201, body: sentText }));
    expect(await caught(shop.messages.sendText(text))).toMatchObject({ delivery: "unknown" });
    expect(requests).toHaveLength(1);
  });

  it("of a send is repeated when nobody was there to take it", async () => {
    const nobody = Object.assign(new AggregateError([failed("ECONNREFUSED"), failed("ECONNREFUSED")]), {
      code: "ECONNREFUSED",
    });
    const { shop, requests } = setup(scripted(nobody, failed("EAI_AGAIN"), { status: 201, body: sentText }));
    expect((await shop.messages.sendText(text)).key.id).toBe(sentText.key.id);
    expect(requests).toHaveLength(3);
  });

  it("of a send is unknown when only one of the host's addresses refused", async () => {
    const mixed = new AggregateError([failed("ECONNREFUSED"), failed("ETIMEDOUT")]);
    const { shop } = setup(scripted(mixed));
    expect(await caught(shop.messages.sendText(text))).toMatchObject({ name: "ConnectionError", delivery: "unknown" });
  });

  it("is final with `retry: false` and with `retries: 0`", async () => {
    const one = setup(scripted({ status: 503 }));
    await caught(one.shop.chats.findMessages({}, { retry: false }));
    const none = setup(scripted({ status: 503 }), { retries: 0 });
    await caught(none.shop.chats.findMessages());
    expect([one.requests.length, none.requests.length]).toEqual([1, 1]);
  });

  it("can be cancelled while it waits for the next", async () => {
    const controller = new AbortController();
    const script = scripted(failed("ECONNREFUSED"));
    const sleep = async (_ms: number, signal?: AbortSignal) => {
      controller.abort("enough");
      signal?.throwIfAborted();
    };
    const { shop } = setup(script, { clock: { now: () => 0, sleep } });
    const error = await caught(shop.messages.sendText(text, { signal: controller.signal }));
    expect(error).toMatchObject({ name: "AbortError", delivery: "not-sent", cause: "enough" });
    expect(script.requests).toHaveLength(1);
  });
});

describe("a call that cannot leave", () => {
  it("is not sent when its signal has fired before", async () => {
    const { shop, requests } = setup(scripted({ status: 201, body: sentText }));
    expect(await caught(shop.messages.sendText(text, { signal: AbortSignal.abort("no") }))).toMatchObject({
      name: "AbortError",
      delivery: "not-sent",
      cause: "no",
    });
    expect(requests).toHaveLength(0);
  });

  it.each(["", ".", "..", "\ud800", 7 as unknown as string])("is refused for the instance name %j", async (name) => {
    const { client, requests } = setup(scripted({ status: 201, body: sentText }));
    expect(await caught(client.instance(name).messages.sendText(text))).toMatchObject({ name: "InvalidArgumentError" });
    expect(requests).toHaveLength(0);
  });

  it("is refused for a body that JSON cannot hold, and for times that no timer can count", async () => {
    const { shop, requests } = setup(scripted({ status: 201, body: sentText }));
    const circle: Record<string, unknown> = {};
    circle.message = circle;
    const wrong = [
      shop.messages.sendText({ ...text, quoted: { key: { id: "A" }, message: circle } }),
      shop.messages.sendPoll({ number: "1", name: "?", selectableCount: 1n as never, values: ["a", "b"] }),
      shop.messages.sendText({ ...text, delay: 2 ** 31 }),
      shop.messages.sendText(text, { timeoutMs: 2 ** 31 }),
      shop.messages.sendText(text, { timeoutMs: Number.NaN }),
      shop.messages.sendText(text, { timeoutMs: "30s" as never }),
    ];
    for (const call of wrong)
      expect(await caught(call)).toMatchObject({ name: "InvalidArgumentError", delivery: "not-sent" });
    expect(requests).toHaveLength(0);
  });

  it("is refused after close, which leaves a shared transport open", async () => {
    const { client, shop } = setup(scripted({ status: 201, body: sentText }));
    await client.close();
    await client.close();
    expect(await caught(shop.messages.sendText(text))).toMatchObject({ name: "ConnectionError", delivery: "not-sent" });
  });

  it("close waits for what is under way", async () => {
    let answer = () => {};
    const gateway = await stubGateway((response) => {
      answer = () => response.writeHead(201).end(JSON.stringify(sentText));
    });
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k" });
    const sending = client.instance("shop").messages.sendText(text);
    while (gateway.requests.length === 0) await new Promise(setImmediate);
    const closing = client.close();
    answer();
    expect((await sending).key.id).toBe(sentText.key.id);
    await closing;
  });
});

describe("options", () => {
  it.each([
    [
      { baseUrl: "evo.example.com" },
      'Expected `baseUrl` to be an http or https URL without user name, password, query or fragment, got "evo.example.com" (string). Example: https://evo.example.com',
    ],
    [{ baseUrl: "https://user:pw@evo.example.com" }, "without user name"],
    [{ baseUrl: "https://evo.example.com?a=1" }, "Expected `baseUrl`"],
    [{ apiKey: "" }, "Expected `apiKey`"],
    [{ apiKey: "secret\nkey" }, "got a string that is not shown"],
    [{ apiKey: undefined }, "Expected `apiKey`"],
    [
      { timeoutMs: "30s" },
      'Expected `timeoutMs` to be a whole number of at least 1, got "30s" (string). Pass milliseconds: 30_000',
    ],
    [{ timeoutMs: Number.NaN }, "got NaN (number)"],
    [{ retries: -1 }, "Expected `retries`"],
    [{ transport: {} }, "Expected `transport`"],
  ])("%j is refused", (wrong, message) => {
    const options = { baseUrl: "https://evo.example.com", apiKey: "k", ...wrong } as unknown as EvolutionClientOptions;
    expect(() => new EvolutionClient(options)).toThrow(message);
    expect(() => new EvolutionClient(options)).not.toThrow("secret");
  });

  it("are never shown by the client: not the key, not in JSON, not in the console", () => {
    const client = new EvolutionClient({ baseUrl: "https://evo.example.com", apiKey: "very-secret" });
    expect(inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client)).not.toContain("very-secret");
  });
});

describe("server.health", () => {
  it("knows a gateway that is up, with the global key and without", async () => {
    const up = setup(scripted({ status: 200, body: { status: 200, message: "Credentials are valid" } }));
    expect(await up.client.server.health()).toMatchObject({ ok: true, globalKey: true, latencyMs: 0 });
    const token = setup(scripted({ status: 401, body: {} }));
    expect(await token.client.server.health()).toMatchObject({ ok: true, globalKey: false });
  });

  it("does not throw when it is down, and asks once", async () => {
    const down = setup(scripted(failed("ECONNREFUSED")));
    const health = await down.client.server.health();
    expect(health).toMatchObject({ ok: false, globalKey: undefined });
    expect(isEvolutionError(health.error) && health.error.code).toBe("CONNECTION");
    expect(down.requests).toHaveLength(1);
    expect(down.requests[0]).toMatchObject({ timeoutMs: 5_000, path: "/verify-creds" });
  });

  it("throws only when it is cancelled", async () => {
    const { client } = setup(scripted({ status: 200, body: {} }));
    await expect(client.server.health({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  });
});

it("webhook settings are wrapped as the gateway wants them", async () => {
  const gateway = await stubGateway(
    { status: 201, body: { id: "1" } },
    envelope(400, "Bad Request", [["webhook.events[0] is not one of enum values: …"]]),
  );
  await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k" });
  const { webhook } = client.instance("shop").events;
  await webhook.set({ enabled: true, url: "https://bot.example.com/webhook", events: ["MESSAGES_UPSERT"] });
  expect(gateway.requests[0]).toMatchObject({
    url: "/webhook/set/shop",
    body: { webhook: { enabled: true, events: ["MESSAGES_UPSERT"] } },
  });
  await expect(webhook.set({ enabled: true, url: "https://x", events: [] })).rejects.toMatchObject({
    name: "ValidationError",
  });
});

describe("an error never shows a secret", () => {
  it.each(["https://user:PASSWORD@evo.example.com", "https://evo.example.com?token=PASSWORD"])(
    "not the one in the base URL %s",
    (baseUrl) => {
      expect(() => new EvolutionClient({ baseUrl, apiKey: "k" })).not.toThrow("PASSWORD");
      expect(() => new EvolutionClient({ baseUrl, apiKey: "k" })).toThrow("got a string that is not shown");
    },
  );

  it("not the token, proxy password or webhook header that the call itself sent and the answer echoes", async () => {
    const echo = "token META-TOKEN, proxy PROXY-PW, header HOOK-SECRET";
    const body = {
      response: { message: [echo] },
      facebookUserToken: "FB",
      wavoipToken: "WV",
      headers: { "x-any": "HD" },
    };
    const { client } = setup(scripted({ status: 500, body }), { apiKey: "GLOBAL-KEY" });
    const error = (await caught(
      client.instances.create({
        instanceName: "shop",
        integration: "WHATSAPP-BUSINESS",
        token: "META-TOKEN",
        proxyPassword: "PROXY-PW",
        webhook: { url: "https://bot.example.com", events: [], headers: { authorization: "HOOK-SECRET" } },
      }),
    )) as EvolutionError;
    const shown = `${error.stack}${JSON.stringify(error)}${inspect(error, { depth: 9 })}`;
    expect(shown).not.toMatch(/META-TOKEN|PROXY-PW|HOOK-SECRET|"FB"|'FB'|'WV'|'HD'/);
    expect(error.message).toContain("token [redacted], proxy [redacted]");
  });

  it("not the key in the text of a transport's own failure", async () => {
    const { shop } = setup(scripted(new Error("tunnel refused apikey SECRET-KEY")), { apiKey: "SECRET-KEY" });
    const error = (await caught(shop.messages.sendText(text))) as EvolutionError;
    expect(error.message).toContain("tunnel refused apikey [redacted]");
  });
});

describe("what looks like a refused connection but is none", () => {
  it.each([
    ["one of several addresses that says nothing", new AggregateError([failed("ECONNREFUSED"), new Error("plain")])],
    [
      "a timeout caused by a refusal",
      Object.assign(new Error("t", { cause: failed("ECONNREFUSED") }), { code: "UND_ERR_HEADERS_TIMEOUT" }),
    ],
    ["nothing at all", null as unknown as Error],
  ])("%s proves nothing", async (_what, cause) => {
    const { shop, requests } = setup(scripted(cause ?? new Error("")));
    expect(await caught(shop.messages.sendText(text))).toMatchObject({ delivery: "unknown" });
    expect(requests).toHaveLength(1);
  });
});

it("a call without an instance's name is refused, instead of going to a route called :instanceName", async () => {
  const { client, requests } = setup(scripted({ status: 200, body: {} }));
  const none = undefined as unknown as string;
  expect(await caught(client.instance(none).messages.sendText(text))).toMatchObject({
    name: "InvalidArgumentError",
    delivery: "not-sent",
  });
  expect(await caught(client.instances.delete(none))).toMatchObject({
    name: "InvalidArgumentError",
    delivery: undefined,
  });
  expect(requests).toHaveLength(0);
});

it("close() ends a send that waits for its next try, which is still proven not sent", async () => {
  const script = scripted(failed("ECONNREFUSED"), { status: 201, body: sentText });
  const clock = { now: () => 0, sleep: () => client.close() };
  const client: EvolutionClient = new EvolutionClient({
    baseUrl: "https://evo.example.com",
    apiKey: "k",
    clock,
    ...script,
  });
  const error = await caught(client.instance("shop").messages.sendText(text));
  expect(error).toMatchObject({
    name: "ConnectionError",
    delivery: "not-sent",
    message: expect.stringContaining("closed"),
  });
  expect(script.requests).toHaveLength(1);
});

describe.each([
  ["undici", () => undiciTransport({ connections: 1 })],
  ["fetch", fetchTransport],
] as const)("while it waits, a call over %s", (_name, create) => {
  it("ends at once when its signal fires, and does not leave later", async () => {
    const answers: (() => void)[] = [];
    const gateway = await stubGateway((response) => {
      answers.push(() => response.writeHead(201).end(JSON.stringify(sentText)));
    });
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", transport: create(), retries: 0 });
    const { messages } = client.instance("shop");
    const first = messages.sendText(text);
    while (answers.length === 0) await new Promise(setImmediate);
    const controller = new AbortController();
    const second = caught(messages.sendText({ ...text, text: "second" }, { signal: controller.signal }));
    await new Promise(setImmediate);
    controller.abort("enough");
    expect(await second).toMatchObject({ name: "AbortError", cause: "enough" });
    for (const answer of answers) answer();
    await first;
    if (_name === "undici") expect(gateway.requests).toHaveLength(1);
    await client.close();
  });

  it("ends when its time is up, also before there is a connection", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const client = new EvolutionClient({
      baseUrl: `https://127.0.0.1:${port}`,
      apiKey: "k",
      transport: create(),
      retries: 0,
    });
    const error = await caught(client.instance("shop").messages.sendText(text, { timeoutMs: 50 }));
    expect(error).toMatchObject({ name: "TimeoutError", timeoutMs: 50, delivery: "unknown" });
  });
});

it("one signal may be shared by many calls without a warning", async () => {
  const warned = vi.fn();
  process.on("warning", warned);
  const gateway = await stubGateway({ status: 201, body: sentText });
  const { signal } = new AbortController();
  for (const transport of [undiciTransport(), fetchTransport()]) {
    const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", transport });
    await Promise.all(Array.from({ length: 60 }, () => client.instance("shop").messages.sendText(text, { signal })));
  }
  process.off("warning", warned);
  expect(warned).not.toHaveBeenCalled();
});

describe("hooks", () => {
  it("see every attempt, the waits between, and how it ended, without secrets", async () => {
    const seen: unknown[] = [];
    const note = (name: string) => (event: object) => seen.push({ name, ...event });
    const hooks = { onRequest: note("request"), onResponse: note("response"), onRetry: note("retry") };
    const { client } = setup(
      scripted({ status: 503, body: { token: "T" } }, { status: 200, body: [{ name: "shop", token: "T" }] }),
      hooks,
    );
    await client.instances.fetchInstances();
    const call = { endpoint: "GET /instance/fetchInstances" };
    expect(seen).toMatchObject([
      { name: "request", ...call, attempt: 1 },
      {
        name: "response",
        ...call,
        attempt: 1,
        status: 503,
        durationMs: 0,
        body: { token: "[redacted]" },
        error: { code: "SERVER" },
      },
      { name: "retry", ...call, attempt: 2, waitMs: 500, error: { code: "SERVER" } },
      { name: "request", ...call, attempt: 2 },
      {
        name: "response",
        ...call,
        attempt: 2,
        status: 200,
        body: [{ name: "shop", token: "[redacted]" }],
        error: undefined,
      },
    ]);
  });

  it("see a request without an answer, and the body without what it keeps secret", async () => {
    const seen: object[] = [];
    const { client } = setup(scripted(failed("ECONNRESET")), {
      onRequest: (event) => seen.push(event),
      onResponse: (event) => seen.push(event),
      retries: 0,
    });
    await caught(client.instances.create({ instanceName: "shop", integration: "EVOLUTION", token: "TOP-SECRET" }));
    expect(seen).toMatchObject([
      { body: { instanceName: "shop", token: "[redacted]" } },
      { status: undefined, error: { code: "CONNECTION" } },
    ]);
    expect(JSON.stringify(seen)).not.toContain("TOP-SECRET");
  });

  it("harm nobody when they throw", async () => {
    const bad = () => {
      throw new Error("in a hook");
    };
    const { shop } = setup(scripted({ status: 201, body: sentText }), {
      onRequest: bad,
      onResponse: bad,
      onRetry: bad,
    });
    expect((await shop.messages.sendText(text)).key.id).toBe(sentText.key.id);
  });

  it("harm nobody when they are async and reject: vitest fails on an unhandled rejection", async () => {
    const bad = () => Promise.reject(new Error("in a hook"));
    const { shop } = setup(scripted({ status: 201, body: sentText }), { onRequest: bad, onResponse: bad });
    expect((await shop.messages.sendText(text)).key.id).toBe(sentText.key.id);
    await new Promise(setImmediate);
  });
});

describe("an event that this server version does not know", () => {
  const refusal = envelope(400, "Bad Request", [
    ["webhook.events[1] is not one of enum values: MESSAGES_UPSERT,SEND_MESSAGE"],
  ]);
  const webhook = { enabled: true, url: "https://bot.example.com" };

  it("is left out, and the rest is set", async () => {
    const gateway = await stubGateway(refusal, { status: 201, body: { events: ["MESSAGES_UPSERT"] } });
    await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k" });
    const row = await client.instance("shop").events.webhook.set({ ...webhook, events: ["MESSAGES_UPSERT", "CALL"] });
    expect(row.events).toEqual(["MESSAGES_UPSERT"]);
    expect(gateway.requests[1]).toMatchObject({ body: { webhook: { ...webhook, events: ["MESSAGES_UPSERT"] } } });
  });

  it("is an error when nothing is left: an empty list would mean all", async () => {
    const gateway = await stubGateway(refusal);
    await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k" });
    const setting = client.instance("shop").events.webhook.set({ ...webhook, events: ["CALL"] });
    await expect(setting).rejects.toMatchObject({ name: "ValidationError" });
    expect(gateway.requests).toHaveLength(1);
  });
});
