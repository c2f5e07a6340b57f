import { describe, expect, it } from "vitest";
import { AbortError, InvalidArgumentError, QueueDriverError } from "../../src/errors/index.js";
import { around, backendOf, gate, orders, setUp } from "./kit.js";

describe("close", () => {
  it("waits for what runs, and releases what has not begun, in its order", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const end = gate();
    const queue = open({
      processor: async ([job]) => {
        ran.push(job.id);
        await end.passed;
      },
    });
    await queue.addAll(orders("a", 3));
    await clock.advance(0);
    let isClosed = false;
    const closing = queue.close().then(() => (isClosed = true));
    await clock.advance(10_000);
    expect(isClosed).toBe(false);
    end.open();
    await closing;
    expect(clock.sleepers()).toEqual([]);
    const next = open({ processor: ([job]) => void ran.push(`${job.id} elsewhere, ${job.attempt}, ${job.stalls}`) });
    expect((await next.get("a1"))?.state).toBe("completed");
    await clock.advance(0);
    expect(ran).toEqual(["a1", "a2 elsewhere, 1, 0", "a3 elsewhere, 1, 0"]);
  });

  it("records the retry and the dead letter of what fails meanwhile", async () => {
    const { clock, driver, open } = setUp();
    const end = gate();
    const queue = open({
      decide: (_, [job]) => (job?.lane === "a" ? "dead" : "retry"),
      processor: () => end.passed,
    });
    await queue.addAll([...orders("a", 2), ...orders("b", 2)]);
    await clock.advance(0);
    const closing = queue.close();
    end.fail(new Error("no"));
    await closing;
    const store = backendOf(driver);
    expect(await store.counts("a")).toMatchObject({ dead: 1, waiting: 1, active: 0 });
    expect(await store.counts("b")).toMatchObject({ retrying: 2, active: 0 });
  });

  it("fires the signals after timeoutMs; what ends then waits again and counts no attempt", async () => {
    const { clock, open } = setUp();
    const reasons: unknown[] = [];
    const failed: unknown[] = [];
    const queue = open({
      processor: async (_, { signal }) => {
        await clock.sleep(1_000_000, signal).catch((reason: unknown) => {
          reasons.push(reason);
          throw reason;
        });
      },
    });
    queue.on("failed", (event) => failed.push(event));
    await queue.addAll([...orders("a", 2), ...orders("b", 1)]);
    await clock.advance(0);
    const closing = queue.close({ timeoutMs: 2_000 });
    await clock.advance(1_999);
    expect(reasons).toEqual([]);
    await clock.advance(1);
    await closing;
    expect(reasons).toEqual([expect.any(AbortError), expect.any(AbortError)]);
    expect(failed).toEqual([]);
    expect(clock.sleepers()).toEqual([]);
    const other = open();
    expect(await other.counts()).toMatchObject({ waiting: 3, active: 0 });
    expect(await other.get("a1")).toMatchObject({ failures: 0, stalls: 0, errors: [] });
  });

  it("completes what ends well after its signal fired", async () => {
    const { clock, open } = setUp();
    const queue = open({ processor: () => clock.sleep(6_000) });
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    const closing = queue.close({ timeoutMs: 2_000 });
    await clock.advance(10_000);
    await closing;
    expect(await open().counts()).toMatchObject({ completed: 1 });
  });

  it("leaves alone what ignores its signal, and its lane is free when the lease is over, not before", async () => {
    const { clock, open } = setUp();
    const late = gate();
    const queue = open({ leaseMs: 30_000, processor: () => late.passed });
    await queue.addAll(orders("a", 2));
    await clock.advance(0);
    let closedAt = 0;
    const start = clock.now();
    const closing = queue.close({ timeoutMs: 0 }).then(() => (closedAt = clock.now() - start));
    await clock.advance(4_999);
    expect(closedAt).toBe(0);
    await clock.advance(1_500);
    await closing;
    expect(clock.sleepers()).toEqual([]);
    const ran: string[] = [];
    open({ leaseMs: 30_000, processor: ([job]) => void ran.push(job.id) });
    await clock.advance(20_000);
    expect(ran).toEqual([]);
    late.open();
    await clock.advance(10_000);
    expect(ran).toEqual(["a1", "a2"]);
  });

  it("ends the waiting of a queue that has nothing to do, also one that never started", async () => {
    const { clock, open } = setUp();
    const busy = open({ processor: () => {} });
    const idle = open({ processor: () => {}, autorun: false });
    const producer = open();
    await clock.advance(0);
    await Promise.all([busy.close(), idle.close(), producer.close()]);
    expect(clock.sleepers()).toEqual([]);
    idle.start();
    await clock.advance(0);
    expect(clock.sleepers()).toEqual([]);
  });

  it("leaves no timer behind after work, listeners and notes", async () => {
    const { clock, open } = setUp();
    const queue = open({
      processor: async ([job], ctx) => {
        ctx.onAdded(() => {});
        await ctx.setProgress(job, 1);
        await clock.sleep(10);
        if (job.data.n === 2) throw new Error("later");
      },
    });
    await queue.addAll([...orders("a", 3), ...orders("b", 1)]);
    await queue.add({ chat: "c", n: 1 }, { delayMs: 500_000 });
    await clock.advance(100);
    await queue.close();
    expect(clock.sleepers()).toEqual([]);
  });

  it("is safe to repeat, and is what `await using` does", async () => {
    const { clock, open } = setUp();
    const queue = open({ processor: () => {} });
    await Promise.all([queue.close(), queue.close()]);
    await queue.close({ timeoutMs: 5 });
    await open({ processor: () => {} })[Symbol.asyncDispose]();
    expect(clock.sleepers()).toEqual([]);
  });

  it("refuses calls afterwards", async () => {
    const { open } = setUp();
    const queue = open();
    await queue.close();
    await expect(queue.add({ chat: "a", n: 1 })).rejects.toThrow(QueueDriverError);
    await expect(queue.counts()).rejects.toThrow(QueueDriverError);
  });

  it("still takes jobs while it waits for what runs", async () => {
    const { clock, open } = setUp();
    const end = gate();
    const queue = open({ processor: () => end.passed });
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    const closing = queue.close();
    await queue.add({ chat: "b", n: 1 }, { jobId: "b1" });
    end.open();
    await closing;
    expect((await open().get("b1"))?.state).toBe("waiting");
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 1.5])(
    "refuses a timeout of %d, and can be called again",
    async (timeoutMs) => {
      const { clock, open } = setUp();
      const queue = open({ processor: () => {} });
      await expect(queue.close({ timeoutMs })).rejects.toThrow(InvalidArgumentError);
      await queue.close();
      expect(clock.sleepers()).toEqual([]);
    },
  );

  it("ends in good time although the store is away", async () => {
    let isAway = false;
    const { clock, open } = setUp((driver) =>
      around(driver, async (method, call) => {
        if (isAway && method !== "close") throw new Error("away");
        return call();
      }),
    );
    const queue = open({ processor: () => clock.sleep(10) });
    await queue.addAll(orders("a", 2));
    await clock.advance(0);
    isAway = true;
    await clock.advance(10_000);
    let isClosed = false;
    void queue.close({ timeoutMs: 1_000 }).then(() => (isClosed = true));
    await clock.advance(7_000);
    expect(isClosed).toBe(true);
    expect(clock.sleepers()).toEqual([]);
  });
});

describe("drain", () => {
  it("resolves once nothing waits, runs or retries", async () => {
    const { clock, open } = setUp();
    let isDrained = false;
    const queue = open({
      processor: async ([job]) => {
        await clock.sleep(1_000);
        if (job.attempt === 1) throw new Error("again");
      },
    });
    await queue.addAll(orders("a", 2));
    await queue.add({ chat: "b", n: 1 }, { delayMs: 1_000_000 });
    void queue.drain().then(() => (isDrained = true));
    await clock.advance(4_000);
    expect(isDrained).toBe(false);
    await clock.advance(3_000);
    expect(isDrained).toBe(true);
  });

  it("resolves at once when there is nothing to do", async () => {
    await setUp().open().drain();
  });

  it("works for jobs that another process runs", async () => {
    const { clock, open } = setUp();
    const producer = open();
    await producer.addAll(orders("a", 3));
    open({ processor: () => clock.sleep(100) });
    let isDrained = false;
    void producer.drain().then(() => (isDrained = true));
    await clock.advance(2_000);
    expect(isDrained).toBe(true);
  });

  it("rejects with the signal's reason", async () => {
    const { clock, open } = setUp();
    const queue = open();
    await queue.addAll(orders("a", 1));
    const abort = new AbortController();
    const draining = expect(queue.drain({ signal: abort.signal })).rejects.toThrow("enough");
    await clock.advance(1_000);
    abort.abort(new Error("enough"));
    await draining;
    await expect(queue.drain({ signal: abort.signal })).rejects.toThrow("enough");
    expect(clock.sleepers()).toEqual([]);
  });
});
