import type { RequestListener } from "node:http";
import type { RequestHandler } from "express";
import type { RequestHandler as RequestHandler4 } from "express4";
import type { Cluster, Redis } from "ioredis";
import type { Pool } from "pg";
import { describe, expectTypeOf, it } from "vitest";
import {
  createRateLimiter,
  type HttpSubject,
  type LimitDecision,
  type LimitPolicy,
  type LimitSubject,
  memoryLimits,
  postgresLimits,
  type RateLimiter,
  redisLimits,
} from "../../src/rate-limit/index.js";
import type { InboundMessage } from "../../src/webhooks/index.js";

declare const message: InboundMessage;
const rule = { name: "user", by: "sender", limit: 1, windowMs: 1_000 } as const;

describe("subjects", () => {
  it("a limiter without a type of its own takes messages, requests and parts of them", () => {
    const limiter = createRateLimiter({ rules: [rule] });
    expectTypeOf(limiter).toEqualTypeOf<RateLimiter<LimitSubject>>();
    expectTypeOf(limiter.check(message)).resolves.toEqualTypeOf<LimitDecision>();
    limiter.check({ ip: "10.0.0.1" });
    limiter.check({ apiKey: "k" } as HttpSubject);
    // @ts-expect-error toInboundMessage may find none: look first
    limiter.check(undefined as InboundMessage | undefined);
    // @ts-expect-error nothing that a rule looks at
    limiter.check({ phone: "5511999990001" });
  });

  it("functions are given the subject", () => {
    const limiter = createRateLimiter<InboundMessage>({
      rules: [{ ...rule, by: (given) => given.chat.jid, limit: ({ kind }) => (kind === "audio" ? 1 : undefined) }],
      tier: ({ sender }) => sender.phone,
      cost: (given) => {
        expectTypeOf(given).toEqualTypeOf<InboundMessage>();
        return 1;
      },
      notice: { language: ({ sender }) => sender.name, texts: { fr: ({ wait }) => wait } },
    });
    limiter.check(message);
    // @ts-expect-error no message
    limiter.check({ ip: "10.0.0.1" });
    // @ts-expect-error its rules want messages, not requests
    limiter.fetch(() => new Response());
    expectTypeOf(limiter.node).toBeNever();
  });

  it("a limiter of requests has its middleware", () => {
    const limiter = createRateLimiter<HttpSubject>({ rules: [{ ...rule, by: ({ path }) => path }] });
    expectTypeOf(limiter.fetch(() => new Response())).toBeCallableWith(new Request("https://shop.test"));
    expectTypeOf(limiter.node).toExtend<RequestHandler>();
    expectTypeOf(limiter.node).toExtend<RequestHandler4>();
    const listener: RequestListener = (request, response) => limiter.node(request, response, () => response.end());
    expectTypeOf(listener).toBeFunction();
  });
});

describe("rules", () => {
  it("must be whole and known", () => {
    // @ts-expect-error there is no such key
    createRateLimiter({ rules: [{ ...rule, by: "phone" }] });
    // @ts-expect-error there is no such policy
    createRateLimiter({ rules: [{ ...rule, onLimit: "wait" }] });
    // @ts-expect-error a table needs a default
    createRateLimiter({ rules: [{ ...rule, limit: { pro: 5 } }] });
    // @ts-expect-error a window
    createRateLimiter({ rules: [{ name: "user", by: "sender", limit: 1 }] });
    // @ts-expect-error a key is a text
    createRateLimiter({ rules: [{ ...rule, by: () => 5 }] });
    createRateLimiter({ rules: [{ ...rule, limit: { default: 5, pro: 50 }, burst: { limit: 1, windowMs: 1_000 } }] });
  });
});

describe("stores", () => {
  it("take the clients as they are", () => {
    const store = memoryLimits();
    createRateLimiter({ store, insurance: store });
    redisLimits({ client: {} as Redis });
    redisLimits({ client: {} as Cluster });
    postgresLimits({ pool: {} as Pool });
    // @ts-expect-error an address is no client
    redisLimits({ client: "redis://localhost" });
  });
});

describe("decisions", () => {
  it("say all that a channel needs", () => {
    expectTypeOf<LimitDecision["policy"]>().toEqualTypeOf<LimitPolicy | undefined>();
    expectTypeOf<LimitDecision["deferMs"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<LimitDecision["notice"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<LimitDecision["rule"]>().toEqualTypeOf<string | undefined>();
  });
});
