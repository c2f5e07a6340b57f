import { describe, expect, it } from "vitest";
import { type Order, orders, setUp } from "./kit.js";

const batch = { debounceMs: 1_500, maxWaitMs: 8_000, maxSize: 5 };

function collecting() {
  const { clock, open } = setUp();
  const start = clock.now();
  const seen: { readonly at: number; readonly ns: number[] }[] = [];
  const processor = (jobs: readonly { readonly data: Order }[]) =>
    void seen.push({ at: clock.now() - start, ns: jobs.map(({ data }) => data.n) });
  return { clock, seen, open, processor };
}

describe("a batch", () => {
  it("is what waited until the lane had been quiet for debounceMs", async () => {
    const { clock, seen, open, processor } = collecting();
    const queue = open({ batch, processor });
    await queue.add({ chat: "a", n: 1 });
    await clock.advance(1_000);
    await queue.add({ chat: "a", n: 2 });
    await clock.advance(5_000);
    expect(seen).toEqual([{ at: 2_500, ns: [1, 2] }]);
  });

  it("waits for maxWaitMs at most", async () => {
    const { clock, seen, open, processor } = collecting();
    const queue = open({ batch: { ...batch, maxSize: 50 }, processor });
    for (let n = 1; n <= 12; n++) {
      await queue.add({ chat: "a", n });
      await clock.advance(1_000);
    }
    await clock.advance(10_000);
    expect(seen.map(({ at }) => at)).toEqual([8_000, 12_500]);
    expect(seen.flatMap(({ ns }) => ns)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("is handed over at once when it is full", async () => {
    const { clock, seen, open, processor } = collecting();
    const queue = open({ batch, processor });
    await queue.addAll(orders("a", 7));
    await clock.advance(0);
    expect(seen).toEqual([{ at: 0, ns: [1, 2, 3, 4, 5] }]);
    await clock.advance(1_500);
    await clock.advance(0);
    expect(seen[1]).toEqual({ at: 1_500, ns: [6, 7] });
  });

  it("is the same batch again on a retry, and what came since is in the next", async () => {
    const { clock, open } = setUp();
    const seen: string[] = [];
    const queue = open({
      batch,
      processor: (jobs) => {
        seen.push(jobs.map(({ data, attempt }) => `${data.n}/${attempt}`).join(" "));
        if (jobs[0].data.n === 1 && jobs[0].attempt < 3) throw new Error("again");
      },
    });
    await queue.addAll(orders("a", 2));
    await clock.advance(1_500);
    await queue.add({ chat: "a", n: 3 });
    await clock.advance(20_000);
    expect(seen).toEqual(["1/1 2/1", "1/2 2/2", "1/3 2/3", "3/1"]);
  });

  it("becomes dead letters together, each with the error", async () => {
    const { clock, open } = setUp();
    const dead: (readonly string[])[] = [];
    const queue = open({
      batch,
      attempts: 2,
      processor: () => {
        throw new Error("no");
      },
    });
    queue.on("dead", ({ ids }) => dead.push(ids));
    await queue.addAll(orders("a", 2));
    await clock.advance(10_000);
    expect(dead).toEqual([["a1", "a2"]]);
    const { jobs } = await queue.dead.list();
    expect(jobs.map(({ id, failures, errors }) => [id, failures, errors.length])).toEqual([
      ["a1", 2, 2],
      ["a2", 2, 2],
    ]);
  });

  it("keeps its result with each of its jobs", async () => {
    const { clock, open } = setUp();
    const queue = open({ batch, processor: (jobs) => ({ handled: jobs.length }) });
    await queue.addAll(orders("a", 2));
    await clock.advance(2_000);
    expect((await queue.get("a1"))?.result).toEqual({ handled: 2 });
    expect((await queue.get("a2"))?.result).toEqual({ handled: 2 });
  });

  it("tells of each step once", async () => {
    const { clock, open } = setUp();
    const told: string[] = [];
    const queue = open({ batch, processor: () => {} });
    queue.on("active", ({ jobs, waitMs }) => told.push(`active ${jobs.length} after ${waitMs}`));
    queue.on("completed", ({ jobs }) => told.push(`completed ${jobs.length}`));
    await queue.addAll(orders("a", 3));
    await clock.advance(2_000);
    expect(told).toEqual(["active 3 after 1500", "completed 3"]);
  });

  it("is what its worker says, whoever else has opened the queue before only to add", async () => {
    const { clock, seen, open, processor } = collecting();
    const producer = open();
    await producer.addAll(orders("a", 2));
    await clock.advance(500);
    open({ batch, processor });
    await clock.advance(500);
    await producer.add({ chat: "a", n: 3 });
    await clock.advance(10_000);
    expect(seen).toEqual([{ at: 2_500, ns: [1, 2, 3] }]);
  });
});
