import { describe, expect, it } from "vitest";
import { backendOf, orders, setUp } from "./kit.js";

/** Dead letters of two chats, and a processor that succeeds once `isFixed`. */
async function buried(count = 2) {
  const { clock, driver, open } = setUp();
  const state = { isFixed: false };
  const ran: string[] = [];
  const queue = open({
    attempts: 2,
    processor: ([job]) => {
      ran.push(`${job.id}/${job.attempt}/${job.revivals}`);
      if (!state.isFixed) throw new Error(`${job.id} failed`);
    },
  });
  await queue.addAll(orders("a", count));
  await clock.advance(count * 2_000);
  await queue.addAll(orders("b", 1));
  await clock.advance(2_000);
  ran.length = 0;
  return { clock, driver, queue, state, ran };
}

describe("dead letters", () => {
  it("are listed oldest first, by page and by lane, with payload and errors", async () => {
    const { queue } = await buried();
    const first = await queue.dead.list({ limit: 2 });
    const second = await queue.dead.list({ limit: 2, cursor: first.cursor });
    expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(["a1", "a2", "b1"]);
    expect(second.cursor).toBeUndefined();
    expect((await queue.dead.list({ lane: "b" })).jobs).toMatchObject([
      { id: "b1", data: { chat: "b", n: 1 }, errors: [{ message: "b1 failed" }, { message: "b1 failed" }] },
    ]);
    expect(await queue.dead.get("a1")).toMatchObject({ id: "a1", state: "dead", finishedAt: expect.any(Number) });
  });

  it("are only what is dead: another job is not found there, retried or removed", async () => {
    const { queue } = await buried();
    await queue.add({ chat: "c", n: 1 }, { jobId: "c1", delayMs: 1_000_000 });
    expect(await queue.dead.get("c1")).toBeUndefined();
    expect(await queue.dead.retry("c1")).toBe(false);
    expect(await queue.dead.remove("c1")).toBe(false);
    expect((await queue.get("c1"))?.state).toBe("delayed");
  });

  it("come back at the end of their lane, with all attempts, their errors and `revivals`", async () => {
    const { clock, queue, state, ran } = await buried();
    await queue.pause();
    await queue.add({ chat: "a", n: 3 }, { jobId: "a3" });
    expect(await queue.dead.retry("a1")).toBe(true);
    expect(await queue.dead.retry("a1")).toBe(false);
    state.isFixed = true;
    await queue.resume();
    await clock.advance(0);
    expect(ran).toEqual(["a3/1/0", "a1/1/1"]);
    expect(await queue.get("a1")).toMatchObject({ state: "completed", revivals: 1, errors: [{}, {}] });
  });

  it("can die and come back again, and a retry that fails has all attempts", async () => {
    const { clock, queue, ran } = await buried(1);
    await queue.dead.retry("a1");
    await clock.advance(10_000);
    await queue.dead.retry("a1");
    await clock.advance(10_000);
    expect(ran).toEqual(["a1/1/1", "a1/2/1", "a1/1/2", "a1/2/2"]);
    expect(await queue.dead.get("a1")).toMatchObject({ revivals: 2, errors: { length: 6 } });
  });

  it("are retried all, or those that fit, the oldest first", async () => {
    const { clock, queue, state, ran } = await buried(3);
    state.isFixed = true;
    expect(await queue.dead.retryAll({ lane: "a", where: (job) => job.data?.n !== 2 })).toBe(2);
    await clock.advance(0);
    expect(ran).toEqual(["a1/1/1", "a3/1/1"]);
    expect(await queue.dead.retryAll()).toBe(2);
    await clock.advance(0);
    expect(await queue.counts()).toMatchObject({ dead: 0, completed: 4 });
    expect(await queue.dead.retryAll()).toBe(0);
  });

  it("are retried by when they were buried", async () => {
    const { queue } = await buried();
    const last = (await queue.dead.get("b1"))?.finishedAt ?? 0;
    expect(await queue.dead.retryAll({ before: last })).toBe(2);
    expect((await queue.dead.list()).jobs.map(({ id }) => id)).toEqual(["b1"]);
  });

  it("are retried all over several pages, though they die again at once", async () => {
    const { clock, open } = setUp();
    let runs = 0;
    const queue = open({
      attempts: 1,
      processor: () => {
        runs++;
        throw new Error("no");
      },
    });
    await queue.addAll(orders("a", 250));
    await clock.advance(0);
    expect(await queue.dead.retryAll()).toBe(250);
    await clock.advance(0);
    expect(runs).toBe(500);
  });

  it("are removed one by one or purged, and their ids stay known", async () => {
    const { queue } = await buried();
    expect(await queue.dead.remove("a1")).toBe(true);
    expect(await queue.dead.remove("a1")).toBe(false);
    expect(await queue.dead.purge({ where: ({ id }) => id === "b1" })).toBe(1);
    expect((await queue.dead.list()).jobs.map(({ id }) => id)).toEqual(["a2"]);
    expect(await queue.dead.purge()).toBe(1);
    expect(await queue.counts()).toMatchObject({ dead: 0 });
    expect(await queue.add({ chat: "a", n: 1 }, { jobId: "a1" })).toMatchObject({ isDuplicate: true });
  });

  it("that are retried while a purge goes on are not deleted", async () => {
    const { queue } = await buried();
    await queue.pause();
    const purged = await queue.dead.purge({
      where: (job) => {
        void queue.dead.retry("a2");
        return job.lane === "a";
      },
    });
    expect(purged).toBe(1);
    expect((await queue.get("a2"))?.state).toBe("waiting");
  });

  it("are what cannot be read, and the rest of the lane goes on", async () => {
    const { clock, driver, open } = setUp();
    const store = backendOf(driver);
    const broken = { lane: "a", priority: 0, delayMs: 0 };
    await store.addAll([
      { ...broken, id: "broken", data: '{"chat":' },
      { ...broken, id: "empty", data: "" },
      { ...broken, id: "fine", data: '{"chat":"a","n":3}' },
    ]);
    const ran: string[] = [];
    const queue = open({ processor: ([job]) => void ran.push(job.id) });
    await clock.advance(0);
    expect(ran).toEqual(["fine"]);
    const { jobs } = await queue.dead.list();
    expect(jobs).toMatchObject([
      { id: "broken", errors: [{ name: "SyntaxError" }] },
      { id: "empty", errors: [{ name: "SyntaxError" }] },
    ]);
    for (const job of jobs) expect(job).not.toHaveProperty("data");
  });

  it("are what cannot be read in a batch, which goes on without them", async () => {
    const { clock, driver, open } = setUp();
    const ran: string[][] = [];
    const queue = open({
      batch: { debounceMs: 100, maxWaitMs: 100, maxSize: 10 },
      processor: (jobs) => void ran.push(jobs.map(({ id }) => id)),
    });
    await queue.addAll(orders("a", 1));
    await backendOf(driver).addAll([{ id: "broken", lane: "a", priority: 0, delayMs: 0, data: "{" }]);
    await queue.add({ chat: "a", n: 2 }, { jobId: "a2" });
    await clock.advance(1_000);
    expect(ran).toEqual([["a1", "a2"]]);
    expect(await queue.counts()).toMatchObject({ completed: 2, dead: 1 });
  });
});
