import { describe, expect, it, vi } from "vitest";
import { memoryLimits } from "../../src/rate-limit/index.js";
import { rateLimitStoreSuite } from "../../src/testing/index.js";

describe("with time that tests move", () => {
  rateLimitStoreSuite({
    name: "memory",
    create: () => {
      vi.useFakeTimers();
      return memoryLimits();
    },
    expire: () => {
      vi.advanceTimersByTime(3_600_000);
    },
    describe,
    it: (name, body) =>
      it(name, async () => {
        try {
          await body();
        } finally {
          vi.useRealTimers();
        }
      }),
  });
});

it("more keys than it may hold are forgotten from the one whose window began first", async () => {
  const store = memoryLimits({ maxKeys: 2 });
  await store.add("a", 1, 60_000);
  await store.add("b", 1, 60_000);
  await store.add("a", 1, 60_000);
  await store.add("c", 1, 60_000);
  expect(await store.read("a")).toBeUndefined();
  expect([(await store.read("b"))?.points, (await store.read("c"))?.points]).toEqual([1, 1]);
});

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5"])("maxKeys is not %s", (maxKeys) => {
  expect(() => memoryLimits({ maxKeys: maxKeys as number })).toThrow(/^Expected `maxKeys` to be a whole number/);
});

it("a clock that is set back keeps nobody out for longer than a window", async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 2) });
  try {
    const store = memoryLimits();
    await store.add("a", 1, 60_000);
    vi.setSystemTime(Date.UTC(2026, 0, 1));
    vi.advanceTimersByTime(60_000);
    expect(await store.read("a")).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
