import { createServer, type IncomingHttpHeaders, type RequestListener, request } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import express4 from "express4";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createRateLimiter,
  type LimitDecision,
  type LimitRule,
  type RateLimiterOptions,
  rateLimitHeaders,
} from "../../src/rate-limit/index.js";
import { brokenStore, minute } from "./kit.js";

const ip: LimitRule = { name: "ip", by: "ip", limit: 2, windowMs: minute };
const ok = () => new Response("hello", { headers: { "x-own": "1" } });
const problemType = "https://iana.org/assignments/http-problem-types#quota-exceeded";

describe("the headers", () => {
  const state = {
    name: "user",
    allowed: true,
    limit: 20,
    windowMs: 60_000,
    remaining: 5,
    resetMs: 29_001,
    retryAfterMs: 0,
  };
  const decision: LimitDecision = {
    allowed: true,
    rule: "user",
    remaining: 5,
    resetMs: 29_001,
    retryAfterMs: 0,
    decidedBy: "store",
    rules: [state, { ...state, name: "day", limit: 1_000, windowMs: 86_400_000, remaining: 900, resetMs: 86_400_000 }],
  };

  it("tell the policies and what is left of each, in seconds rounded up", () => {
    expect(rateLimitHeaders(decision)).toEqual({
      "RateLimit-Policy": '"user";q=20;w=60, "day";q=1000;w=86400',
      RateLimit: '"user";r=5;t=30, "day";r=900;t=86400',
    });
  });

  it("of older drafts are there on request, about the tightest rule", () => {
    expect(rateLimitHeaders(decision, { legacy: true })).toMatchObject({
      "RateLimit-Limit": "20",
      "RateLimit-Remaining": "5",
      "RateLimit-Reset": "30",
    });
  });

  it("of a refusal say when to come back, and nothing later than that", () => {
    const refused = { ...state, allowed: false, remaining: 2, retryAfterMs: 29_001 };
    const rules = [refused, ...decision.rules.slice(1)];
    expect(rateLimitHeaders({ ...decision, allowed: false, retryAfterMs: 29_001, rules }, { legacy: true })).toEqual({
      "RateLimit-Policy": '"user";q=20;w=60, "day";q=1000;w=86400',
      RateLimit: '"user";r=0;t=30',
      "Retry-After": "30",
      "RateLimit-Limit": "20",
      "RateLimit-Remaining": "0",
      "RateLimit-Reset": "30",
    });
  });

  it("are none where no rule was asked", () => {
    expect(
      rateLimitHeaders({ ...decision, rule: undefined, rules: [], decidedBy: "nobody" }, { legacy: true }),
    ).toEqual({});
  });
});

describe("fetch", () => {
  const call = (options: RateLimiterOptions) => createRateLimiter(options).fetch(ok);
  const at = (remoteAddress: string) => ({ remoteAddress });
  const get = (headers: Record<string, string> = {}) => new Request("https://shop.test/orders?id=1", { headers });

  it("answers 429 with a problem when a rule refuses, and else adds where the client stands", async () => {
    const limited = call({ rules: [ip] });
    const first = await limited(get(), at("203.0.113.7"));
    expect([first.status, await first.text(), first.headers.get("x-own")]).toEqual([200, "hello", "1"]);
    expect(first.headers.get("ratelimit-policy")).toBe('"ip";q=2;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"ip";r=1;t=(60|59)$/);
    expect(first.headers.get("ratelimit-limit")).toBeNull();
    await limited(get(), at("203.0.113.7"));
    const refused = await limited(get(), at("203.0.113.7"));
    expect(refused.status).toBe(429);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    const retryAfter = refused.headers.get("retry-after");
    expect(refused.headers.get("ratelimit")).toBe(`"ip";r=0;t=${retryAfter}`);
    expect(await refused.json()).toEqual({
      type: problemType,
      title: "Request cannot be satisfied as assigned quota has been exceeded",
      status: 429,
      detail: `Come back in ${retryAfter} s.`,
      "violated-policies": ["ip"],
    });
    expect((await limited(get(), at("203.0.113.8"))).status).toBe(200);
  });

  it("hands on what it was called with, and does not call what it refuses", async () => {
    const calls: unknown[][] = [];
    const limited = createRateLimiter({ rules: [{ ...ip, limit: 1 }] }).fetch((...given) => {
      calls.push(given);
      return ok();
    });
    const asked = get();
    const connection = at("203.0.113.7");
    await limited(asked, connection);
    await limited(asked, connection);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.[0]).toBe(asked);
    expect(calls[0]?.[1]).toBe(connection);
  });

  it("adds its headers to a redirect, whose own cannot be changed", async () => {
    const limited = createRateLimiter({ rules: [ip] }).fetch(() => Response.redirect("https://shop.test/", 302));
    const answer = await limited(get(), at("203.0.113.7"));
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "https://shop.test/"]);
    expect(answer.headers.get("ratelimit")).toMatch(/^"ip";r=1/);
  });

  it("knows the address from Bun's server and Deno's info, too", async () => {
    const limited = call({ rules: [ip] });
    const bun = { requestIP: () => ({ address: "203.0.113.7" }) };
    const deno = { remoteAddr: { hostname: "203.0.113.7" } };
    await limited(get(), bun);
    expect((await limited(get(), deno)).headers.get("ratelimit")).toMatch(/r=0/);
    expect((await limited(get(), at("::ffff:203.0.113.7"))).status).toBe(429);
  });

  it("counts all clients whose address it does not know as one", async () => {
    const limited = call({ rules: [ip] });
    await limited(get());
    await limited(get(), { remoteAddress: 5 });
    expect((await limited(get(), null)).status).toBe(429);
  });

  it("answers 503 when the store failed and nobody may go on", async () => {
    const limited = call({ rules: [ip], store: brokenStore(), onStoreError: "deny" });
    const answer = await limited(get(), at("203.0.113.7"));
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("ratelimit")]).toEqual([
      503,
      "5",
      null,
    ]);
    expect(await answer.json()).toMatchObject({ type: "about:blank", status: 503 });
  });

  it("finds an API key in its headers, without Bearer, and in others on request", async () => {
    const rules: LimitRule[] = [{ name: "key", by: "apiKey", limit: 2, windowMs: minute }];
    const limited = call({ rules });
    const left = async (headers: Record<string, string>) => (await limited(get(headers))).headers.get("ratelimit");
    expect(await left({ "x-api-key": "k1" })).toMatch(/r=1/);
    expect(await left({ authorization: "Bearer k1" })).toMatch(/r=0/);
    expect(await left({ apikey: "k2", authorization: "bearer k1" })).toMatch(/r=1/);
    expect(await left({ "x-api-key": " " })).toBeNull();
    expect(await left({})).toBeNull();
    const own = call({ rules, http: { apiKeyHeaders: ["X-Token"], legacyHeaders: true } });
    expect((await own(get({ "x-token": "k1" }))).headers.get("ratelimit-remaining")).toBe("1");
    expect((await own(get({ "x-api-key": "k1" }))).headers.get("ratelimit-remaining")).toBeNull();
  });

  it("lets rules look at method, path and headers, and lets `subject` add to it", async () => {
    const seen: unknown[] = [];
    const limited = createRateLimiter({
      rules: [{ name: "tenant", by: ({ instanceName }) => instanceName, limit: 1, windowMs: minute }],
      http: {
        subject: (subject) => {
          seen.push([subject.method, subject.path, subject.ip, subject.header("x-none")]);
          const instanceName = subject.header("x-tenant");
          return { ...subject, ...(instanceName !== undefined && { instanceName }) };
        },
      },
    }).fetch(ok);
    expect((await limited(get({ "x-tenant": "a" }), at("2001:db8::7"))).status).toBe(200);
    expect((await limited(get({ "x-tenant": "a" }))).status).toBe(429);
    expect((await limited(get({ "x-tenant": "b" }))).status).toBe(200);
    expect(seen[0]).toEqual(["GET", "/orders", "2001:db8:0:0:0:0:0:7", undefined]);
  });
});

describe("a client that writes X-Forwarded-For itself", () => {
  /** How many of ten requests pass, each with another address in the header. */
  const passes = async (http: RateLimiterOptions["http"], remoteAddress: string, forwarded: (i: number) => string) => {
    const limited = createRateLimiter({ rules: [ip], ...(http && { http }) }).fetch(ok);
    let passed = 0;
    for (let i = 0; i < 10; i++) {
      const headers = { "x-forwarded-for": forwarded(i) };
      const { status } = await limited(new Request("https://shop.test/", { headers }), { remoteAddress });
      if (status === 200) passed++;
    }
    return passed;
  };

  it("changes nothing by default", async () => {
    expect(await passes(undefined, "203.0.113.7", (i) => `198.51.100.${i}`)).toBe(2);
  });

  it("changes nothing in front of a trusted proxy either, which adds the true one", async () => {
    const forwarded = (i: number) => `198.51.100.${i}, 203.0.113.7`;
    expect(await passes({ trustProxy: ["10.0.0.0/8"] }, "10.0.0.1", forwarded)).toBe(2);
    expect(await passes({ trustProxy: 1 }, "10.0.0.1", forwarded)).toBe(2);
    expect(await passes({ trustProxy: 2 }, "10.0.0.1", (i) => `${forwarded(i)}, 10.0.0.9`)).toBe(2);
  });

  it("changes nothing when it does not come through the proxy", async () => {
    expect(await passes({ trustProxy: ["10.0.0.0/8"] }, "203.0.113.7", (i) => `198.51.100.${i}`)).toBe(2);
  });

  it("changes nothing with nonsense, which is counted together", async () => {
    expect(await passes({ trustProxy: ["10.0.0.0/8"] }, "10.0.0.1", (i) => `nonsense ${i}`)).toBe(2);
    expect(await passes({ trustProxy: 3 }, "10.0.0.1", (i) => `198.51.100.${i}`)).toBe(2);
  });

  it("is told apart behind a trusted proxy", async () => {
    expect(await passes({ trustProxy: ["10.0.0.0/8"] }, "10.0.0.1", (i) => `198.51.100.${i}:4711`)).toBe(10);
  });
});

describe("node", () => {
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    onTestFinished(() => new Promise((resolve) => void server.close(() => resolve())));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders?id=1`;
  }
  const get = (
    url: string,
    { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string | string[]> } = {},
  ) =>
    new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
      request(url, { method, headers, agent: false }, async (response) => {
        let body = "";
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode, headers: response.headers, body });
      })
        .on("error", reject)
        .end();
    });
  const rules = [ip];

  it.each([
    [
      "node:http",
      (limiter: ReturnType<typeof createRateLimiter>): RequestListener =>
        (req, res) => {
          void limiter.node(req, res, () => res.end("hello"));
        },
    ],
    [
      "Express 5",
      (limiter: ReturnType<typeof createRateLimiter>): RequestListener => {
        const app = express();
        app.use("/orders", limiter.node, (_, res) => void res.send("hello"));
        return app;
      },
    ],
    [
      "Express 4",
      (limiter: ReturnType<typeof createRateLimiter>): RequestListener => {
        const app = express4();
        app.use("/orders", limiter.node, (_, res) => void res.send("hello"));
        return app as unknown as RequestListener;
      },
    ],
  ])("stands in front of %s", async (_, appOf) => {
    const seen: string[] = [];
    const limiter = createRateLimiter({
      rules,
      http: {
        subject: (subject) => {
          seen.push(subject.path);
          return subject;
        },
      },
    });
    const url = await serve(appOf(limiter));
    const first = await get(url, { headers: { "x-forwarded-for": ["198.51.100.1", "198.51.100.2"] } });
    expect([first.status, first.body]).toEqual([200, "hello"]);
    expect(first.headers["ratelimit-policy"]).toBe('"ip";q=2;w=60');
    await get(url, { headers: { "x-forwarded-for": "198.51.100.3" } });
    const refused = await get(url, { headers: { "x-forwarded-for": "198.51.100.4" } });
    expect(refused.status).toBe(429);
    expect(refused.headers["content-type"]).toBe("application/problem+json");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(JSON.parse(refused.body)).toMatchObject({ type: problemType, "violated-policies": ["ip"] });
    const head = await get(url, { method: "HEAD" });
    expect([head.status, head.body]).toEqual([429, ""]);
    expect(seen).toEqual(["/orders", "/orders", "/orders", "/orders"]);
  });

  it("hands errors to next, and does not call it twice when what is behind it throws", async () => {
    const limiter = createRateLimiter({ rules: [{ ...ip, limit: () => Number.NaN }] });
    const url = await serve((req, res) => {
      void limiter.node(req, res, (error) => {
        res.statusCode = 500;
        res.end(String(error));
      });
    });
    const { status, body } = await get(url);
    expect([status, body.includes("InvalidArgumentError: Expected `limit of the rule ip`")]).toEqual([500, true]);

    const calls: unknown[] = [];
    const response = { statusCode: 200, headersSent: false, setHeader() {}, end() {} };
    const thrown = createRateLimiter({ rules }).node({ headers: {} }, response, (error) => {
      calls.push(error);
      throw new Error("behind it");
    });
    await expect(thrown).rejects.toThrow("behind it");
    expect(calls).toEqual([undefined]);
  });

  it("leaves an answer alone that somebody has begun meanwhile", async () => {
    const touched: string[] = [];
    const response = {
      statusCode: 200,
      headersSent: true,
      setHeader: () => touched.push("header"),
      end: () => touched.push("end"),
    };
    await createRateLimiter({ rules }).node({ headers: {} }, response, () => touched.push("next"));
    expect(touched).toEqual([]);
  });
});
