import { expect, it } from "vitest";
import { isStateStoreError } from "../../src/errors/index.js";
import { createRateLimiter, memoryLimits } from "../../src/rate-limit/index.js";
import { settle, virtualClock } from "../support/virtual-clock.js";
import { brokenStore, from, inGroup, minute, spied } from "./kit.js";

const rules = [
  { name: "user", by: "sender", limit: 2, windowMs: minute },
  { name: "group", by: "group", limit: 3, windowMs: minute },
] as const;
const never = () => new Promise<never>(() => {});

it("while the store is down everybody may go on, and the error is told without its passwords", async () => {
  const limiter = createRateLimiter({ rules, store: brokenStore() });
  const errors: unknown[] = [];
  limiter.on("storeError", (error) => errors.push(error));
  for (let i = 0; i < 5; i++) {
    expect(await limiter.check(from("1"))).toEqual({
      allowed: true,
      remaining: 0,
      resetMs: 0,
      retryAfterMs: 0,
      decidedBy: "onStoreError",
      rules: [],
    });
  }
  expect(errors).toHaveLength(5);
  expect(errors.every(isStateStoreError)).toBe(true);
  expect(String(errors[0])).toBe(
    "StateStoreError: The limiter's store (broken) failed: connect ECONNREFUSED redis://[redacted]@10.0.0.1:6379",
  );
  expect(limiter.stats()).toMatchObject({ checked: 5, allowed: 5, storeErrors: 5 });
});

it("or nobody may, and what is refused so is not lost", async () => {
  const limiter = createRateLimiter({ rules, store: brokenStore(), onStoreError: "deny", notice: {} });
  const decision = await limiter.check(from("1"));
  expect(decision).toMatchObject({ allowed: false, policy: "defer", deferMs: 5_000, retryAfterMs: 5_000 });
  expect(decision.notice).toBeUndefined();
  expect(await limiter.peek(from("1"))).toMatchObject({ allowed: false, decidedBy: "onStoreError" });
});

it("with an insurance the limits hold in each process", async () => {
  const limiter = createRateLimiter({ rules, store: brokenStore(), insurance: memoryLimits(), notice: {} });
  expect(await limiter.check(from("1"))).toMatchObject({ allowed: true, decidedBy: "insurance", remaining: 1 });
  await limiter.check(from("1"));
  const refused = await limiter.check(from("1"));
  expect(refused).toMatchObject({ allowed: false, decidedBy: "insurance", rule: "user" });
  expect(refused.notice).toMatch(/^That was more than I can answer/);
});

it("an insurance that fails too leaves it to onStoreError", async () => {
  const limiter = createRateLimiter({ rules, store: brokenStore(), insurance: brokenStore(), onStoreError: "deny" });
  expect(await limiter.check(from("1"))).toMatchObject({ allowed: false, decidedBy: "onStoreError" });
  expect(limiter.stats().storeErrors).toBe(2);
});

it("reset says when it could not be done", async () => {
  const limiter = createRateLimiter({ rules, store: brokenStore() });
  await expect(limiter.reset(from("1"))).rejects.toThrow("The limiter's store (broken) failed");
});

it.each(["read", "add"] as const)("a store whose %s never answers is given up after timeoutMs", async (method) => {
  const clock = virtualClock();
  const { store } = spied({ [method]: never });
  const limiter = createRateLimiter({ rules, store, clock, timeoutMs: 250, onStoreError: "deny" });
  const errors: string[] = [];
  limiter.on("storeError", ({ message }) => errors.push(message));
  const deciding = limiter.check(inGroup("1"));
  await settle();
  expect(clock.sleepers()).toEqual([250]);
  await clock.advance(250);
  expect(await deciding).toMatchObject({ allowed: false, decidedBy: "onStoreError" });
  expect(errors).toEqual(["The limiter's store (memory) failed: No answer within 250 ms."]);
  expect(clock.sleepers()).toEqual([]);
});

it("one that rejects when nobody waits for it any more does no harm", async () => {
  const clock = virtualClock();
  let fail = () => {};
  const { store } = spied({
    add: () =>
      new Promise((_, reject) => {
        fail = () => reject(new Error("late"));
      }),
  });
  const limiter = createRateLimiter({ rules: rules.slice(0, 1), store, clock });
  const deciding = limiter.check(from("1"));
  await settle();
  await clock.advance(1_000);
  expect((await deciding).allowed).toBe(true);
  fail();
  await settle();
});

it("a decision stands when what was counted in vain cannot be taken back", async () => {
  const { store } = spied({ takeBack: async () => Promise.reject(new Error("gone")) });
  const limiter = createRateLimiter({ rules: [{ ...rules[0], limit: 1 }, rules[1]], store });
  const decisions = await Promise.all([1, 2, 3].map(() => limiter.check(inGroup("1"))));
  expect(decisions.map(({ allowed, decidedBy }) => [allowed, decidedBy])).toEqual([
    [true, "store"],
    [false, "store"],
    [false, "store"],
  ]);
  expect(limiter.stats().storeErrors).toBe(2);
});

it("a notice that cannot be remembered is not told, and the decision stands", async () => {
  const inner = memoryLimits();
  const add: typeof inner.add = async (key, points, windowMs) => {
    if (key.startsWith("notice:")) throw new Error("full");
    return inner.add(key, points, windowMs);
  };
  const limiter = createRateLimiter({ rules: [{ ...rules[0], limit: 0 }], store: { ...inner, add }, notice: {} });
  const decision = await limiter.check(from("1"));
  expect(decision).toMatchObject({ allowed: false, rule: "user" });
  expect(decision.notice).toBeUndefined();
  expect(limiter.stats().storeErrors).toBe(1);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, "5", undefined])(
  "rate-limiter-flexible answering %s is an error of the store",
  async (consumedPoints) => {
    const { toCount, toLiveCount } = await import("../../src/rate-limit/stores/count.js");
    const answer = { consumedPoints: consumedPoints as number, msBeforeNext: 5 };
    expect(() => toCount("redis", answer)).toThrow("Does something else write under the limiter's keys?");
    expect(() => toLiveCount("redis", answer)).toThrow("Expected redis to answer a count");
  },
);
