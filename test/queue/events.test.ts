import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { QueueEventName } from "../../src/queue/index.js";
import type { Queue } from "../../src/queue/queue.js";
import { backendOf, type Order, orders, setUp } from "./kit.js";

const names: readonly QueueEventName[] = [
  "added",
  "active",
  "completed",
  "retrying",
  "failed",
  "dead",
  "stalled",
  "drained",
  "error",
];

/** The names of all that a queue tells. */
function record(queue: Queue<Order>): QueueEventName[] {
  const told: QueueEventName[] = [];
  for (const name of names) queue.on(name, () => told.push(name));
  return told;
}

describe("events", () => {
  it("of a job that succeeds come once each, in order", async () => {
    const { clock, open } = setUp();
    const queue = open({ processor: () => {} });
    const told = record(queue);
    await queue.addAll(orders("a", 1));
    await clock.advance(10_000);
    expect(told).toEqual(["added", "active", "completed", "drained"]);
  });

  it("of a job that fails twice come once each, in order", async () => {
    const { clock, open } = setUp();
    const queue = open({
      attempts: 2,
      processor: () => {
        throw new Error("no");
      },
    });
    const told = record(queue);
    await queue.addAll(orders("a", 1));
    await clock.advance(10_000);
    expect(told).toEqual(["added", "active", "failed", "retrying", "active", "failed", "dead", "drained"]);
  });

  it("carry the jobs, the error and how long it took", async () => {
    const { clock, open } = setUp();
    const error = new Error("no");
    const told: unknown[] = [];
    const queue = open({
      attempts: 2,
      processor: async () => {
        await clock.sleep(40);
        throw error;
      },
    });
    queue.on("added", (event) => told.push(event));
    queue.on("active", ({ waitMs, jobs }) => told.push({ waitMs, attempt: jobs[0]?.attempt }));
    queue.on("failed", ({ jobs, ...event }) => told.push({ ...event, data: jobs[0]?.data }));
    queue.on("retrying", ({ jobs, ...event }) => told.push({ ...event, ids: jobs.map(({ id }) => id) }));
    queue.on("dead", (event) => told.push(event));
    await queue.addAll(orders("a", 1));
    await clock.advance(10_000);
    const failed = { lane: "a", error, runMs: 40, data: { chat: "a", n: 1 } };
    expect(told).toEqual([
      { id: "a1", lane: "a" },
      { waitMs: 0, attempt: 1 },
      failed,
      { lane: "a", error, delayMs: 1_000, ids: ["a1"] },
      { waitMs: 1_040, attempt: 2 },
      failed,
      { lane: "a", ids: ["a1"], error: { at: clock.now() - 8_920, name: "Error", message: "no" } },
    ]);
  });

  it("are of this process only, and a duplicate is not added", async () => {
    const { clock, open } = setUp();
    const producer = open();
    const worker = open({ processor: () => {} });
    const [ofProducer, ofWorker] = [record(producer), record(worker)];
    await producer.addAll(orders("a", 1));
    await producer.addAll(orders("a", 1));
    await clock.advance(10_000);
    expect(ofProducer).toEqual(["added"]);
    expect(ofWorker).toEqual(["active", "completed", "drained"]);
  });

  it("tell of a worker that was lost", async () => {
    const { clock, driver, open } = setUp();
    const producer = open({ leaseMs: 5_000 });
    await producer.addAll(orders("a", 2));
    await backendOf(driver, 5_000).take({ max: 1, waitMs: 0 });
    const told = record(open({ processor: () => {} }));
    await clock.advance(10_000);
    expect(told).toEqual(["stalled", "active", "completed", "active", "completed", "drained"]);
  });

  it("`drained` comes once each time that nothing is left", async () => {
    const { clock, open } = setUp();
    const queue = open({ processor: () => clock.sleep(10) });
    let drained = 0;
    queue.on("drained", () => drained++);
    await queue.addAll([...orders("a", 3), ...orders("b", 3)]);
    await clock.advance(1_000);
    expect(drained).toBe(1);
    await queue.addAll(orders("c", 1));
    await clock.advance(1_000);
    expect(drained).toBe(2);
  });
});

describe("a handler", () => {
  it("listens once to a signal that many subscriptions share", () => {
    const queue = setUp().open();
    const abort = new AbortController();
    const told: string[] = [];
    const ends = names.map((name) => queue.on(name, () => told.push(name), { signal: abort.signal }));
    expect(getEventListeners(abort.signal, "abort")).toHaveLength(1);
    ends[0]?.();
    abort.abort();
    expect(told).toEqual([]);
  });

  it("ends with what `on` returned, or with its signal", async () => {
    const { open } = setUp();
    const queue = open();
    const told: string[] = [];
    const abort = new AbortController();
    const off = queue.on("added", ({ id }) => told.push(`first ${id}`));
    queue.on("added", ({ id }) => told.push(`second ${id}`), { signal: abort.signal });
    queue.on("added", () => told.push("never"), { signal: AbortSignal.abort() });
    await queue.add({ chat: "a", n: 1 }, { jobId: "1" });
    off();
    off();
    await queue.add({ chat: "a", n: 2 }, { jobId: "2" });
    abort.abort();
    await queue.add({ chat: "a", n: 3 }, { jobId: "3" });
    expect(told).toEqual(["first 1", "second 1", "second 2"]);
  });

  it("may be there twice, and end one at a time", async () => {
    const { open } = setUp();
    const queue = open();
    let told = 0;
    const handler = () => void told++;
    const off = queue.on("added", handler);
    queue.on("added", handler);
    await queue.add({ chat: "a", n: 1 });
    off();
    await queue.add({ chat: "a", n: 2 });
    expect(told).toBe(3);
  });

  it("that throws or rejects keeps nobody from being told, and is an `error`", async () => {
    const { clock, open } = setUp();
    const queue = open({ processor: () => {} });
    const told: string[] = [];
    const errors: unknown[] = [];
    queue.on("completed", () => {
      throw new Error("thrown");
    });
    queue.on("completed", async () => {
      throw new Error("rejected");
    });
    queue.on("completed", ({ lane }) => told.push(lane));
    queue.on("error", (error) => {
      errors.push(error);
      throw new Error("and again");
    });
    queue.on("error", async () => {
      throw new Error("and again");
    });
    await queue.addAll(orders("a", 2));
    await clock.advance(0);
    expect(told).toEqual(["a", "a"]);
    expect(errors.map(String)).toEqual(["Error: thrown", "Error: rejected", "Error: thrown", "Error: rejected"]);
    expect(await queue.counts()).toMatchObject({ completed: 2 });
  });

  it("of `added` that throws does not make `add` fail: the job is stored", async () => {
    const queue = setUp().open();
    queue.on("added", () => {
      throw new Error("a bug");
    });
    expect(await queue.add({ chat: "a", n: 1 })).toMatchObject({ isDuplicate: false });
  });

  it("may close the queue", async () => {
    const { clock, open } = setUp();
    const queue = open({ processor: () => {} });
    let closing: Promise<void> | undefined;
    queue.on("completed", () => {
      closing = queue.close();
    });
    await queue.addAll(orders("a", 2));
    await clock.advance(0);
    await closing;
    expect(await open().counts()).toMatchObject({ completed: 1, waiting: 1 });
    expect(clock.sleepers()).toEqual([]);
  });
});

describe("the logger", () => {
  it("is told once that a driver in memory loses what waits", () => {
    const { open } = setUp();
    const warnings: string[] = [];
    const logger = { info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
    open({ logger });
    open({ logger });
    expect(warnings).toEqual([expect.stringContaining("what waits is lost when this process ends")]);
  });
});
