import { describe, expect, it } from "vitest";
import { gate, orders, setUp } from "./kit.js";

/** A queue with jobs in every state. */
async function mixed() {
  const { clock, open } = setUp();
  const end = gate();
  const queue = open({
    concurrency: 3,
    decide: (_, [job]) => (job?.lane === "dead" ? "dead" : { retryInMs: 100_000 }),
    processor: async ([job]) => {
      if (job.lane === "active") await end.passed;
      if (job.lane !== "done" && job.lane !== "active") throw new Error("no");
      return { n: job.data.n };
    },
  });
  for (const lane of ["done", "dead", "retrying", "active"]) await queue.addAll(orders(lane, 1));
  await clock.advance(0);
  await queue.pause();
  await clock.advance(1_000);
  await queue.addAll(orders("waiting", 2));
  await queue.add({ chat: "delayed", n: 1 }, { jobId: "delayed1", delayMs: 60_000 });
  return { clock, queue, end };
}

describe("counts and lists", () => {
  it("show every job by itself, whatever its state", async () => {
    const { queue, clock } = await mixed();
    expect(await queue.counts()).toEqual({ waiting: 2, delayed: 1, retrying: 1, active: 1, completed: 1, dead: 1 });
    expect(await queue.counts({ lane: "waiting" })).toMatchObject({ waiting: 2, dead: 0 });
    const [waiting] = (await queue.list("waiting")).jobs;
    expect(waiting).toEqual({
      ...{ id: "waiting1", lane: "waiting", data: { chat: "waiting", n: 1 }, priority: 0, state: "waiting" },
      ...{ failures: 0, stalls: 0, revivals: 0, errors: [], addedAt: clock.now() },
    });
    expect((await queue.list("completed")).jobs).toMatchObject([{ id: "done1", result: { n: 1 } }]);
    expect((await queue.list("delayed")).jobs).toMatchObject([{ id: "delayed1", dueAt: clock.now() + 60_000 }]);
    expect((await queue.list("retrying")).jobs).toMatchObject([{ id: "retrying1", errors: [{ message: "no" }] }]);
    expect((await queue.list("active")).jobs).toMatchObject([{ id: "active1" }]);
    expect((await queue.list("dead")).jobs).toMatchObject([{ id: "dead1" }]);
  });

  it("come in pages, and by lane", async () => {
    const { queue } = await mixed();
    const first = await queue.list("waiting", { limit: 1, lane: "waiting" });
    const second = await queue.list("waiting", { limit: 1, lane: "waiting", cursor: first.cursor });
    expect([first, second].map(({ jobs }) => jobs[0]?.id)).toEqual(["waiting1", "waiting2"]);
    expect(second.cursor).toBeUndefined();
    expect((await queue.list("waiting", { lane: "nobody" })).jobs).toEqual([]);
  });

  it("show the lanes that are not empty", async () => {
    const { clock, queue } = await mixed();
    const first = await queue.lanes({ limit: 3 });
    const rest = await queue.lanes({ cursor: first.cursor });
    const lanes = [...first.lanes, ...rest.lanes];
    expect(lanes.map(({ lane }) => lane).sort()).toEqual(["active", "delayed", "retrying", "waiting"]);
    expect(lanes.find(({ lane }) => lane === "waiting")).toEqual({
      ...{ lane: "waiting", waiting: 2, active: 0, oldestAt: clock.now() },
    });
  });

  it("tell how long the oldest has waited", async () => {
    const { clock, queue } = await mixed();
    await clock.advance(7_000);
    expect(await queue.oldestWaitingAgeMs()).toBe(7_000);
    expect(await setUp().open().oldestWaitingAgeMs()).toBe(0);
  });

  it("say the same of a lane and of all when what was handed out waits again", async () => {
    const { clock, open } = setUp();
    const end = gate();
    const queue = open({ processor: () => end.passed });
    await queue.addAll(orders("a", 3));
    await clock.advance(2_000);
    await queue.add({ chat: "a", n: 4 });
    await clock.advance(3_000);
    await queue.pause();
    end.open();
    await clock.advance(0);
    expect(await queue.counts()).toMatchObject({ waiting: 3, active: 0 });
    expect(await queue.oldestWaitingAgeMs()).toBe(3_000);
    expect((await queue.lanes()).lanes).toMatchObject([{ lane: "a", oldestAt: clock.now() - 3_000 }]);
  });

  it("let a job be removed unless it runs or will run again", async () => {
    const { queue } = await mixed();
    for (const id of ["waiting1", "delayed1", "done1", "dead1"]) expect(await queue.remove(id)).toBe(true);
    for (const id of ["active1", "retrying1", "nobody"]) expect(await queue.remove(id)).toBe(false);
    expect(await queue.counts()).toEqual({ waiting: 1, delayed: 0, retrying: 1, active: 1, completed: 0, dead: 0 });
  });
});

describe("completed jobs", () => {
  it("are kept up to a count, the newest", async () => {
    const { clock, open } = setUp();
    const queue = open({ removeOnComplete: { count: 3 }, processor: () => {} });
    await queue.addAll(orders("a", 10));
    await clock.advance(0);
    expect((await queue.list("completed")).jobs.map(({ id }) => id)).toEqual(["a10", "a9", "a8"]);
    expect(await queue.add({ chat: "a", n: 1 }, { jobId: "a1" })).toMatchObject({ isDuplicate: true });
  });

  it("are kept up to an age", async () => {
    const { clock, open } = setUp();
    const queue = open({ removeOnComplete: { ageMs: 10_000 }, processor: () => {} });
    await queue.addAll(orders("a", 2));
    await clock.advance(9_999);
    expect(await queue.counts()).toMatchObject({ completed: 2 });
    await clock.advance(2);
    expect(await queue.counts()).toMatchObject({ completed: 0 });
    expect(await queue.get("a1")).toBeUndefined();
  });

  it("are not kept at all with a count of 0", async () => {
    const { clock, open } = setUp();
    const told: string[] = [];
    const queue = open({ removeOnComplete: { count: 0 }, processor: () => {} });
    queue.on("completed", ({ lane }) => told.push(lane));
    await queue.addAll(orders("a", 2));
    await clock.advance(0);
    expect(told).toEqual(["a", "a"]);
    expect(await queue.get("a1")).toBeUndefined();
  });
});

describe("a result", () => {
  it.each([1n, () => {}, "x".repeat(2_000_000)])(
    "that cannot be kept leaves the job completed, and is an `error`",
    async (result) => {
      const { clock, open } = setUp();
      const errors: unknown[] = [];
      const queue = open({ processor: () => result });
      queue.on("error", (error) => errors.push(error));
      await queue.addAll(orders("a", 1));
      await clock.advance(0);
      expect(await queue.get("a1")).toMatchObject({ state: "completed" });
      expect(errors.map(String)).toEqual([expect.stringContaining("Expected `result`")]);
    },
  );

  it("is what the processor returned, also later", async () => {
    const { clock, open } = setUp();
    const queue = open({ processor: async ([job]) => (job.data.n === 1 ? null : undefined) });
    await queue.addAll(orders("a", 2));
    await clock.advance(0);
    expect(await queue.get("a1")).toHaveProperty("result", null);
    expect(await queue.get("a2")).not.toHaveProperty("result");
  });
});
