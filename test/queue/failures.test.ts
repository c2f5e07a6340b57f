import { describe, expect, it } from "vitest";
import { UnrecoverableError } from "../../src/errors/index.js";
import type { QueueOptions } from "../../src/queue/options.js";
import { type Order, orders, setUp } from "./kit.js";

/** A queue whose processor always throws, and the times of its runs. */
function failing(thrown: () => unknown, options: Partial<QueueOptions<Order>> = {}) {
  const { clock, open } = setUp();
  const start = clock.now();
  const at: number[] = [];
  const problems: unknown[] = [];
  const queue = open({
    processor: () => {
      at.push(clock.now() - start);
      throw thrown();
    },
    ...options,
  });
  queue.on("error", (error) => problems.push(error));
  return { clock, queue, at, problems };
}

describe("a job that fails", () => {
  it("is tried `attempts` times, then it is a dead letter with its errors", async () => {
    let n = 0;
    const { clock, queue, at } = failing(() => new TypeError(`failure ${++n}`), { attempts: 3 });
    await queue.add({ chat: "a", n: 1 }, { jobId: "a1" });
    await clock.advance(1_000_000);
    expect(at).toHaveLength(3);
    const job = await queue.dead.get("a1");
    expect(job).toMatchObject({ state: "dead", data: { chat: "a", n: 1 }, revivals: 0 });
    expect(job?.errors.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      "TypeError: failure 1",
      "TypeError: failure 2",
      "TypeError: failure 3",
    ]);
  });

  it("sees how its earlier runs failed", async () => {
    const { clock, open } = setUp();
    const seen: string[][] = [];
    const queue = open({
      processor: ([job]) => {
        seen.push(job.errors.map(({ message }) => message));
        if (job.attempt < 3) throw new Error(`attempt ${job.attempt}`);
      },
    });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(seen).toEqual([[], ["attempt 1"], ["attempt 1", "attempt 2"]]);
  });

  it("is a dead letter at once after an UnrecoverableError, and `decide` is not asked", async () => {
    const { clock, queue, at } = failing(() => new UnrecoverableError("no such order"), { decide: () => "retry" });
    await queue.add({ chat: "a", n: 1 }, { jobId: "a1" });
    await clock.advance(100_000);
    expect(at).toEqual([0]);
    expect((await queue.dead.get("a1"))?.errors).toMatchObject([{ name: "UnrecoverableError", code: "UNRECOVERABLE" }]);
  });

  it("keeps no secrets in its errors", async () => {
    const { clock, queue } = failing(() => new Error("POST https://me:hunter2hunter2@api.example.com failed"), {
      attempts: 1,
    });
    await queue.add({ chat: "a", n: 1 }, { jobId: "a1" });
    await clock.advance(0);
    const message = (await queue.dead.get("a1"))?.errors[0]?.message;
    expect(message).toContain("api.example.com");
    expect(message).not.toContain("hunter2");
  });
});

describe("the wait before the next attempt", () => {
  it("grows as p-retry's does", async () => {
    const { clock, queue, at } = failing(() => new Error("no"), {
      backoff: { factor: 3, minTimeout: 100, maxTimeout: 2_000, randomize: false },
      attempts: 6,
    });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(at).toEqual([0, 100, 400, 1_300, 3_300, 5_300]);
  });

  it("is anything from 0 to that with full jitter, which is the default", async () => {
    const randoms = [0.5, 0, 0.25, 1];
    const { clock, queue, at } = failing(() => new Error("no"), { random: () => randoms.shift() ?? 0 });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(at).toEqual([0, 500, 500, 1_500, 9_500]);
  });

  it("is what the error asks for where that is longer", async () => {
    const { clock, queue, at } = failing(() => Object.assign(new Error("slow down"), { retryAfterMs: 30_000.5 }), {
      attempts: 3,
    });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(at).toEqual([0, 30_001, 60_002]);
  });

  it.each([Number.NaN, -5, "30000", Number.NEGATIVE_INFINITY, null])(
    "is the usual where it asks for %o",
    async (retryAfterMs) => {
      const { clock, queue, at } = failing(() => ({ retryAfterMs }), { attempts: 2 });
      await queue.add({ chat: "a", n: 1 });
      await clock.advance(100_000);
      expect(at).toEqual([0, 1_000]);
    },
  );

  it("does not stop a lane for ever, whatever the factor", async () => {
    const { clock, queue, at } = failing(() => new Error("no"), {
      attempts: 5,
      backoff: { minTimeout: 0, factor: 1e308, maxTimeout: 10 },
    });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(at).toHaveLength(5);
  });
});

describe("decide", () => {
  it("is asked with the error and the jobs, and `undefined` is as if it were not there", async () => {
    const asked: unknown[] = [];
    const error = new Error("no");
    const { clock, queue, at } = failing(() => error, {
      attempts: 2,
      decide: (thrown, jobs) => void asked.push([thrown, jobs.map(({ id }) => id)]) as undefined,
    });
    await queue.add({ chat: "a", n: 1 }, { jobId: "a1" });
    await clock.advance(100_000);
    expect(at).toEqual([0, 1_000]);
    expect(asked).toEqual([
      [error, ["a1"]],
      [error, ["a1"]],
    ]);
  });

  it('"dead" buries at once', async () => {
    const { clock, queue, at } = failing(() => new Error("no"), { decide: () => "dead" });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(at).toEqual([0]);
    expect(await queue.counts()).toMatchObject({ dead: 1 });
  });

  it('"retry" and { retryInMs } try again, at most `attempts` times', async () => {
    const decisions = ["retry", { retryInMs: 7 }, { retryInMs: 0 }, { retryInMs: 3 }] as const;
    let i = 0;
    const { clock, queue, at } = failing(() => new Error("no"), { attempts: 4, decide: () => decisions[i++] });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(at).toEqual([0, 1_000, 1_007, 1_007]);
    expect(await queue.counts()).toMatchObject({ dead: 1 });
  });

  it("{ deferMs } puts the lane off as if nothing had run: no attempt, no error, no `failed` event", async () => {
    let turns = 3;
    const { clock, queue, at } = failing(() => new Error("not yet"), {
      attempts: 1,
      decide: () => (turns-- > 0 ? { deferMs: 1_000 } : undefined),
    });
    const told: string[] = [];
    for (const name of ["failed", "deferred", "retrying"] as const) queue.on(name, () => told.push(name));
    await queue.addAll(orders("a", 1).map(({ data }) => ({ data, jobId: "a1" })));
    await clock.advance(10_000);
    expect(at).toEqual([0, 1_000, 2_000, 3_000]);
    expect(told).toEqual(["deferred", "deferred", "deferred", "failed"]);
    expect(await queue.dead.get("a1")).toMatchObject({ failures: 1, errors: [{ message: "not yet" }] });
  });

  it("{ pauseLaneMs } stops the lane, counts no attempt, and leaves other lanes alone", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    let pauses = 8;
    const queue = open({
      attempts: 2,
      decide: () => (pauses-- > 0 ? { pauseLaneMs: 1_000 } : undefined),
      processor: ([job]) => {
        ran.push(`${job.id}/${job.attempt}`);
        if (job.id === "a1" && pauses > 0) throw new Error("blocked");
      },
    });
    await queue.addAll([...orders("a", 2), ...orders("b", 1)]);
    await clock.advance(999);
    expect(ran).toEqual(["a1/1", "b1/1"]);
    expect(await queue.pauses()).toMatchObject([{ target: { lane: "a" } }]);
    await clock.advance(100_000);
    expect(ran.slice(2)).toEqual([...Array(8).fill("a1/1"), "a2/1"]);
    expect(await queue.counts()).toMatchObject({ completed: 3, dead: 0 });
  });

  it("a pause that is longer, or lasts until it is resumed, is not made shorter by a decision", async () => {
    let paused: number | undefined;
    const { clock, queue } = failing(() => new Error("busy"), { decide: () => ({ pauseQueueMs: 1_000 }) });
    queue.on("active", () => queue.pause({ all: true }, { forMs: paused }));
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(10_000);
    expect(await queue.pauses()).toEqual([{ target: { all: true } }]);
    paused = 60_000;
    await queue.resume();
    await clock.advance(10_000);
    expect(await queue.pauses()).toMatchObject([{ until: clock.now() + 50_000 }]);
    paused = 10;
    await clock.advance(50_500);
    expect(await queue.pauses()).toMatchObject([{ until: clock.now() + 500 }]);
    await queue.close();
  });

  it("{ pauseQueueMs } stops every lane", async () => {
    const { clock, open } = setUp();
    const ran: string[] = [];
    const queue = open({
      concurrency: 1,
      decide: () => ({ pauseQueueMs: 5_000 }),
      processor: ([job]) => {
        ran.push(job.id);
        if (ran.length === 1) throw new Error("disconnected");
      },
    });
    const retrying: number[] = [];
    queue.on("retrying", ({ delayMs }) => retrying.push(delayMs));
    await queue.addAll([...orders("a", 1), ...orders("b", 1)]);
    await clock.advance(4_999);
    expect(ran).toEqual(["a1"]);
    await clock.advance(2);
    expect(ran.sort()).toEqual(["a1", "a1", "b1"]);
    expect(retrying).toEqual([5_000]);
  });

  it.each([
    "later",
    null,
    5,
    {},
    { retryInMs: "5" },
    { retryInMs: Number.NaN },
    { pauseLaneMs: -1 },
    { deferMs: Number.NaN },
    { pauseQueueMs: undefined },
    Promise.resolve("dead"),
  ])("answers %o: the usual is done, and an `error` event tells", async (garbage) => {
    const { clock, queue, at, problems } = failing(() => new Error("no"), {
      attempts: 2,
      decide: () => garbage as "dead",
    });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(at).toEqual([0, 1_000]);
    expect(await queue.counts()).toMatchObject({ dead: 1 });
    expect(problems).toHaveLength(2);
    expect(String(problems[0])).toContain("Expected `decide` to answer");
  });

  it("throws: the usual is done, and an `error` event tells", async () => {
    const problem = new Error("a bug");
    const { clock, queue, at, problems } = failing(() => new Error("no"), {
      attempts: 2,
      decide: () => {
        throw problem;
      },
    });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(100_000);
    expect(at).toEqual([0, 1_000]);
    expect(problems).toEqual([problem, problem]);
  });
});

describe("a processor that throws", () => {
  const trap = (key: string) =>
    Object.defineProperty(new Error("kept"), key, {
      get() {
        throw new Error("a getter that throws");
      },
    });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  it.each([
    ["undefined", undefined, { name: "undefined", message: "undefined" }],
    ["null", null, {}],
    ["a text", "just a text", { name: "string", message: "just a text" }],
    ["a symbol", Symbol("s"), {}],
    ["a frozen object", Object.freeze({ a: 1 }), {}],
    ["an object without prototype", Object.create(null), {}],
    ["a revoked proxy", proxy, {}],
    ["an error whose message throws", trap("message"), {}],
    ["an error whose name throws", trap("name"), { message: "kept" }],
    ["an error whose code throws", trap("code"), { message: "kept" }],
    ["an error whose retryAfterMs throws", trap("retryAfterMs"), { message: "kept" }],
    ["an error whose message is no text", Object.assign(new Error(), { message: { toString: 1 }, name: 5 }), {}],
    ["an error with a huge message", new Error("x".repeat(3_000_000)), {}],
  ])("%s: it is tried again, then it is a dead letter", async (_, thrown, expected) => {
    const { clock, queue, at } = failing(() => thrown, { attempts: 2 });
    await queue.addAll(orders("a", 2));
    await clock.advance(100_000);
    expect(at).toHaveLength(4);
    const { jobs } = await queue.dead.list();
    expect(jobs.map(({ id }) => id)).toEqual(["a1", "a2"]);
    for (const { errors } of jobs) {
      expect(errors).toHaveLength(2);
      for (const error of errors) {
        expect(error).toMatchObject({ name: expect.any(String), message: expect.any(String), ...expected });
        expect(error.message.length).toBeLessThanOrEqual(2_000);
        expect(error.message.isWellFormed()).toBe(true);
      }
    }
  });
});
