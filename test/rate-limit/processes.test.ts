import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRateLimiter, redisLimits } from "../../src/rate-limit/index.js";
import { findService } from "../support/services.js";

const redis = await findService("Redis");
const prefix = `test-hammer-${process.pid}`;
const processes = 8;
const checks = 400;
/** No window ends by itself while a test runs. */
const windowMs = 3_600_000;

describe.skipIf(redis.skipReason)(`8 processes on one Redis${redis.skipReason ? ` (${redis.skipReason})` : ""}`, () => {
  const client = new Redis(redis.url || "redis://127.0.0.1:1", { lazyConnect: true });
  const children: ChildProcess[] = [];
  const rules = [
    { name: "user", by: "sender", limit: 100, windowMs },
    { name: "shop", by: "instance", limit: 1_000, windowMs },
  ] as const;

  const subjectOf = (name: string) => ({ instanceName: name, sender: { jid: "5511999990001@s.whatsapp.net" } });
  /** How many of all their checks passed. */
  const hammer = async (given: readonly object[], name: string) => {
    const answers = children.map((child) => once(child, "message"));
    for (const child of children) child.send({ rules: given, subject: subjectOf(name), checks });
    const told = (await Promise.all(answers)).map(([answer]) => answer as { allowed: number; undecided: number });
    expect(told.map(({ undecided }) => undecided)).toEqual(children.map(() => 0));
    return told.reduce((sum, { allowed }) => sum + allowed, 0);
  };
  /** Ends all windows in Redis, as if their time had passed. */
  const endWindows = async () => {
    const keys = await client.keys(`${prefix}:user:*`);
    return (await Promise.all(keys.map((key) => client.pexpireat(key, 1)))).reduce((sum, ended) => sum + ended, 0);
  };

  // Eight at once take their time to start where there are two cores.
  beforeAll(async () => {
    const module = new URL("hammer.ts", import.meta.url);
    for (let i = 0; i < processes; i++) {
      children.push(fork(module, [redis.url, prefix], { execArgv: ["--import", "tsx"] }));
    }
    await Promise.all(children.map((child) => once(child, "message")));
  }, 300_000);
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    const keys = await client.keys(`${prefix}:*`);
    if (keys.length > 0) await client.unlink(keys);
    client.disconnect();
    await redis.close();
  });

  it("never let more than the limit through in a window, and not less either", async () => {
    for (let window = 0; window < 5; window++) {
      expect(await hammer(rules.slice(0, 1), "one")).toBe(100);
      expect(await hammer(rules.slice(0, 1), "one")).toBe(0);
      expect(await endWindows()).toBe(1);
    }
  }, 120_000);

  it("nor when windows end while they hammer: at most the limit for each window that began", async () => {
    const hammering = hammer(rules.slice(0, 1), "ending");
    let ended = 0;
    for (let i = 0; i < 50; i++) ended += await endWindows();
    const allowed = await hammering;
    expect(allowed).toBeLessThanOrEqual(100 * (ended + 1));
    expect(allowed).toBeGreaterThanOrEqual(100);
  }, 120_000);

  it("and a rule that allowed what another refused has counted only what passed both", async () => {
    const allowed = await hammer(rules, "two");
    expect(allowed).toBeGreaterThan(0);
    expect(allowed).toBeLessThanOrEqual(100);
    const limiter = createRateLimiter({ rules, store: redisLimits({ client, prefix }) });
    const { rules: states } = await limiter.peek(subjectOf("two"));
    expect(states.map(({ remaining }) => remaining)).toEqual([Math.max(0, 100 - allowed), 1_000 - allowed]);
  }, 120_000);
});
