import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

it.each([3_600_000, -3_600_000])(
  "a system clock that is set by %i ms ends no run early, and loses no lease",
  async (ms) => {
    const { createQueue, memoryDriver } = await import("../../src/queue/index.js");
    const ends: string[] = [];
    const queue = createQueue<string>({
      ...{ name: "orders", driver: memoryDriver(), timeoutMs: 100_000, attempts: 1 },
      processor: ([{ data }], { signal }) =>
        new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => {
            ends.push(`${data}: ${signal.reason.name}`);
            resolve();
          });
        }),
    });
    await queue.add("first");
    await vi.advanceTimersByTimeAsync(60_000);
    await queue.add("second");
    await vi.advanceTimersByTimeAsync(10_000);
    vi.setSystemTime(Date.now() + ms);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(ends).toEqual(["first: TimeoutError"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ends).toEqual(["first: TimeoutError", "second: TimeoutError"]);
    await queue.close();
  },
);
