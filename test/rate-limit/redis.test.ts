import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { createRateLimiter, redisLimits } from "../../src/rate-limit/index.js";
import { rateLimitStoreSuite } from "../../src/testing/index.js";
import { findService } from "../support/services.js";

const redis = await findService("Redis");
const prefix = `test-limits-${process.pid}`;

describe.skipIf(redis.skipReason)(`in Redis${redis.skipReason ? ` (${redis.skipReason})` : ""}`, () => {
  const client = new Redis(redis.url || "redis://127.0.0.1:1", { lazyConnect: true });
  const away = new Redis("redis://127.0.0.1:1", { lazyConnect: true, retryStrategy: () => 60_000 });
  away.on("error", () => {});

  afterAll(async () => {
    const keys = await client.keys(`*${prefix}*`);
    if (keys.length > 0) await client.unlink(keys);
    client.disconnect();
    away.disconnect();
    await redis.close();
  });

  rateLimitStoreSuite({
    name: "redis",
    create: () => redisLimits({ client, prefix }),
    expire: async (key) => {
      await client.pexpireat(`${prefix}:${key}`, 1);
    },
    describe,
    it,
  });

  const limits = () =>
    createRateLimiter({
      rules: [{ name: "all", by: "instance", limit: 1, windowMs: 3_600_000 }],
      store: redisLimits({ client, prefix }),
    });
  const keyOf = async (before: readonly string[]) => {
    const keys = await client.keys(`${prefix}:all:*`);
    return keys.find((key) => !before.includes(key)) ?? "";
  };

  it("what Redis has dropped begins anew", async () => {
    const before = await client.keys(`${prefix}:all:*`);
    const limiter = limits();
    expect((await limiter.check({ instanceName: "dropped" })).allowed).toBe(true);
    expect((await limiter.check({ instanceName: "dropped" })).allowed).toBe(false);
    await client.del(await keyOf(before));
    expect((await limiter.check({ instanceName: "dropped" })).allowed).toBe(true);
  });

  it("a key whose end somebody has removed gets one again, and keeps nobody out for ever", async () => {
    const before = await client.keys(`${prefix}:all:*`);
    const limiter = createRateLimiter({
      rules: [
        { name: "all", by: "instance", limit: 1, windowMs: 3_600_000 },
        { name: "other", by: "instance", limit: 9, windowMs: 3_600_000 },
      ],
      store: redisLimits({ client, prefix }),
    });
    await limiter.check({ instanceName: "persisted" });
    const key = await keyOf(before);
    await client.persist(key);
    expect((await limiter.check({ instanceName: "persisted" })).allowed).toBe(false);
    expect(await client.pttl(key)).toBeGreaterThan(0);
  });

  it.each<[string, (key: string) => Promise<unknown>]>([
    ["a text that is no number", (key) => client.set(key, "garbage", "EX", 3_600)],
    ["a list", (key) => client.lpush(key, "1")],
    ["a list that ends", (key) => client.lpush(key, "1").then(() => client.expire(key, 3_600))],
    ["a fraction", (key) => client.set(key, "1.5", "EX", 3_600)],
  ])("%s under its key is an error of the store, and never a yes by accident", async (what, write) => {
    const all = { name: "all", by: "instance", limit: 9, windowMs: 3_600_000 } as const;
    const subject = { instanceName: `garbage ${what}` };
    const before = await client.keys(`${prefix}:all:*`);
    // One rule is counted without a look, two are looked at first.
    for (const rules of [[all], [all, { ...all, name: "other" }]]) {
      const limiter = createRateLimiter({ rules, store: redisLimits({ client, prefix }), onStoreError: "deny" });
      await limiter.check(subject);
      const key = await keyOf(before);
      await client.del(key);
      await write(key);
      expect(await limiter.check(subject)).toMatchObject({ allowed: false, decidedBy: "onStoreError" });
      expect(limiter.stats().storeErrors).toBe(1);
      await client.del(key);
    }
  });

  it("an ioredis prefix of the client's own stays in front of ours", async () => {
    const own = new Redis(redis.url, { keyPrefix: "mine:" });
    const store = redisLimits({ client: own, prefix });
    const from = await store.add("own", 2, 3_600_000);
    await store.takeBack("own", 1, from);
    expect(await client.get(`mine:${prefix}:own`)).toBe("1");
    await store.delete("own");
    own.disconnect();
  });

  it("while Redis is away it fails at once, and nothing waits to be counted later", async () => {
    const store = redisLimits({ client: away, prefix });
    away.connect().catch(() => {});
    await new Promise((resolve) => away.once("reconnecting", resolve));
    await expect(store.read("a")).rejects.toThrow("Redis is not connected (reconnecting).");
    await expect(store.add("a", 1, 60_000)).rejects.toThrow("Redis is not connected");
    await expect(store.delete("a")).rejects.toThrow("Redis is not connected");
  });
});

it.each([undefined, null, {}, "redis://localhost"])("a client is not %s", (client) => {
  expect(() => redisLimits({ client: client as never })).toThrow(/^Expected `client` to be an ioredis client/);
});

it.each(["", " ", "a b", "é", "x".repeat(101)])("a prefix is not %j", (given) => {
  const client = new Redis({ lazyConnect: true });
  expect(() => redisLimits({ client, prefix: given })).toThrow(/^Expected `prefix`/);
});
