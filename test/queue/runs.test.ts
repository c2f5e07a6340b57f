import { describe, expect, it } from "vitest";
import { LeaseLostError, TimeoutError } from "../../src/errors/index.js";
import type { ProcessorContext, QueueOptions } from "../../src/queue/options.js";
import { around, backendOf, gate, type Order, orders, setUp } from "./kit.js";

describe("a run that takes longer than timeoutMs", () => {
  it("is told by its signal, and what it throws then is its failure", async () => {
    const { clock, open } = setUp();
    const reasons: unknown[] = [];
    const queue = open({
      timeoutMs: 1_000,
      attempts: 1,
      processor: async (_, { signal }) => {
        await clock.sleep(60_000, signal).catch((error: unknown) => {
          reasons.push(error);
          throw error;
        });
      },
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(999);
    expect(reasons).toEqual([]);
    await clock.advance(1);
    await clock.advance(0);
    expect(reasons).toEqual([expect.any(TimeoutError)]);
    expect((await queue.dead.get("a1"))?.errors).toMatchObject([{ name: "TimeoutError", code: "TIMEOUT" }]);
  });

  it("is given up after 5 s more when it ignores that, and its lane goes on", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const late = gate();
    const queue = open({
      timeoutMs: 1_000,
      attempts: 1,
      processor: ([job]) => {
        ran.push(job.id);
        return job.id === "a1" ? late.passed : undefined;
      },
    });
    const told: string[] = [];
    queue.on("failed", ({ jobs, runMs }) => told.push(`${jobs[0]?.id} failed after ${runMs}`));
    queue.on("completed", ({ jobs }) => told.push(`${jobs[0]?.id} completed`));
    await queue.addAll(orders("a", 2));
    await clock.advance(5_999);
    expect(ran).toEqual(["a1"]);
    await clock.advance(1);
    await clock.advance(0);
    expect(ran).toEqual(["a1", "a2"]);
    late.open();
    await clock.advance(1_000);
    expect(told).toEqual(["a1 failed after 6000", "a2 completed"]);
    expect((await queue.get("a1"))?.state).toBe("dead");
  });

  it("is completed when it ends well in those 5 s", async () => {
    const { clock, open } = setUp();
    const queue = open({
      timeoutMs: 1_000,
      processor: () => clock.sleep(5_900),
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(10_000);
    expect(await queue.counts()).toMatchObject({ completed: 1, retrying: 0 });
  });

  it("does not shorten the time of the next one", async () => {
    const { clock, open } = setUp();
    const queue = open({ timeoutMs: 1_000, attempts: 1, processor: () => clock.sleep(900) });
    await queue.addAll(orders("a", 5));
    await clock.advance(10_000);
    expect(await queue.counts()).toMatchObject({ completed: 5, dead: 0 });
  });
});

/** Two workers; the first one's store stops renewing when `isCut` is set. */
function cutOff(options: Partial<QueueOptions<Order>> = {}) {
  let isCut = false;
  const cut = setUp((driver) =>
    around(driver, async (method, call) => {
      if (isCut && method === "renew") throw new Error("no connection");
      return call();
    }),
  );
  const queue = cut.open({ concurrency: 1, leaseMs: 9_000, timeoutMs: 1_000_000, ...options });
  return { ...cut, queue, cut: (is = true) => (isCut = is) };
}

describe("a worker that lost its lane", () => {
  it("records nothing: not the success, not the failure, not a note", async () => {
    for (const ending of ["success", "failure"]) {
      const end = gate();
      let context: ProcessorContext | undefined;
      let runs = 0;
      const { clock, driver, queue, cut } = cutOff({
        processor: async (_, ctx) => {
          if (++runs > 1) return;
          context = ctx;
          await end.passed;
        },
      });
      const told: string[] = [];
      for (const name of ["completed", "retrying", "dead"] as const) queue.on(name, () => told.push(name));
      await queue.addAll(orders("a", 2));
      await clock.advance(0);
      cut();
      // The time goes by without the worker noticing, and another process takes the lane.
      const other = backendOf(driver);
      await clock.advance(9_001);
      const [lease] = await other.take({ max: 1, waitMs: 0 });
      expect(lease).toMatchObject({ isRecovered: true, jobs: [{ id: "a1", stalls: 1 }, { id: "a2" }] });
      await expect(context?.setProgress({ id: "a1" }, "half")).rejects.toThrow(LeaseLostError);
      if (ending === "success") end.open();
      else end.fail(new Error("too late"));
      await clock.advance(1);
      expect(told).toEqual([]);
      expect(await other.get("a1")).toMatchObject({ state: "active", failures: 0, errors: [] });
      expect(await other.get("a2")).toMatchObject({ state: "active" });
      expect(runs).toBe(1);
    }
  });

  it("is told by the signal at its next sign of life", async () => {
    const reasons: unknown[] = [];
    const { clock, driver, queue, cut } = cutOff({
      processor: async (_, { signal }) => {
        await clock.sleep(60_000, signal).catch((error: unknown) => reasons.push(error));
      },
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    cut(true);
    await clock.advance(9_001);
    expect(await backendOf(driver).take({ max: 1, waitMs: 0 })).toHaveLength(1);
    cut(false);
    await clock.advance(2_998);
    expect(reasons).toEqual([]);
    await clock.advance(1);
    await clock.advance(0);
    expect(reasons).toEqual([expect.any(LeaseLostError)]);
  });

  it("asks nobody what to do about a failure, and pauses nothing", async () => {
    const asked: unknown[] = [];
    const { clock, driver, queue, cut } = cutOff({
      decide: (error) => {
        asked.push(error);
        return { pauseQueueMs: 1_000_000 };
      },
      processor: (_, { signal }) => clock.sleep(60_000, signal),
    });
    const failed: unknown[] = [];
    queue.on("failed", (event) => failed.push(event));
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    cut();
    await clock.advance(9_001);
    await backendOf(driver).take({ max: 1, waitMs: 0 });
    await clock.advance(5_000);
    expect([asked, failed, await queue.pauses()]).toEqual([[], [], []]);
  });

  it("ends its run where the store does not answer any more", async () => {
    let isStuck = false;
    const { clock, open } = setUp((driver) =>
      around(driver, (method, call) => (isStuck && method === "renew" ? new Promise(() => {}) : call())),
    );
    const reasons: unknown[] = [];
    const queue = open({
      leaseMs: 9_000,
      processor: async (_, { signal }) => {
        await clock.sleep(60_000, signal).catch((error: unknown) => reasons.push(error));
      },
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    isStuck = true;
    await clock.advance(13_000);
    expect(reasons).toEqual([expect.any(LeaseLostError)]);
  });

  it("ends its run when it could not renew for longer than leaseMs", async () => {
    const reasons: unknown[] = [];
    const { clock, queue, cut } = cutOff({
      processor: async (_, { signal }) => {
        if (reasons.length > 0) return;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        reasons.push(signal.reason);
      },
    });
    const errors: unknown[] = [];
    queue.on("error", (error) => errors.push(error));
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    cut();
    await clock.advance(13_000);
    expect(reasons).toEqual([expect.any(LeaseLostError)]);
    expect(String(reasons[0])).toContain('The lane "a" belongs to another worker');
    expect(errors.length).toBeGreaterThan(0);
  });

  it("has its jobs run again, with `stalls` and an event that says so", async () => {
    const { clock, driver, open } = setUp();
    const producer = open({ leaseMs: 9_000 });
    await producer.addAll(orders("a", 2));
    // A process that takes the lane and dies.
    await backendOf(driver, 9_000).take({ max: 1, waitMs: 0 });
    const seen: string[] = [];
    const queue = open({
      leaseMs: 9_000,
      processor: ([job]) => void seen.push(`${job.id}/${job.attempt}/${job.stalls}`),
    });
    const stalled: unknown[] = [];
    queue.on("stalled", (event) => stalled.push(event));
    await clock.advance(8_999);
    expect(seen).toEqual([]);
    await clock.advance(1);
    await clock.advance(0);
    expect(seen).toEqual(["a1/1/1", "a2/1/0"]);
    expect(stalled).toEqual([{ lane: "a", ids: ["a1", "a2"] }]);
  });
});

describe("a long run", () => {
  it("keeps its lane for as long as it lasts", async () => {
    const { clock, open } = setUp();
    let runs = 0;
    const options = {
      leaseMs: 3_000,
      timeoutMs: 1_000_000,
      processor: () => {
        runs++;
        return clock.sleep(100_000);
      },
    };
    const queue = open(options);
    open(options);
    await queue.addAll(orders("a", 1));
    await clock.advance(200_000);
    expect(runs).toBe(1);
    expect(await queue.get("a1")).toMatchObject({ state: "completed", stalls: 0 });
  });
});

describe("a job that ends its workers", () => {
  it("is a dead letter after maxStalls, and those behind it run", async () => {
    const { clock, driver, open } = setUp();
    const producer = open({ leaseMs: 1_000 });
    await producer.addAll(orders("a", 2));
    const dying = backendOf(driver, 1_000);
    for (let death = 1; death <= 3; death++) {
      expect(await dying.take({ max: 1, waitMs: 0 })).toHaveLength(1);
      await clock.advance(1_000);
    }
    const ran: string[] = [];
    const queue = open({ leaseMs: 1_000, maxStalls: 3, processor: ([job]) => void ran.push(job.id) });
    const dead: (readonly string[])[] = [];
    queue.on("dead", ({ ids }) => dead.push(ids));
    await clock.advance(10);
    expect(ran).toEqual(["a2"]);
    expect(dead).toEqual([["a1"]]);
    expect((await queue.dead.get("a1"))?.errors[0]?.message).toContain("worker was lost 3 times");
  });
});

describe("the token", () => {
  it("grows with every run of a lane", async () => {
    const { clock, open } = setUp();
    const tokens: number[] = [];
    const queue = open({
      attempts: 4,
      processor: (_, { token }) => {
        tokens.push(token);
        throw new Error("again");
      },
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(100_000);
    expect(tokens).toHaveLength(4);
    expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => a - b));
  });
});
