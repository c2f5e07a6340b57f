import { describe, expect, it } from "vitest";
import { InvalidArgumentError } from "../../src/errors/index.js";
import type { ProcessorContext } from "../../src/queue/options.js";
import { around, gate, orders, setUp } from "./kit.js";

describe("onAdded", () => {
  /** A processor that is at work until `end`, with what it was told. */
  function listening() {
    const { clock, open } = setUp();
    const end = gate();
    const told: number[] = [];
    let context!: ProcessorContext;
    let end1!: () => void;
    const queue = open({
      processor: async ([job], ctx) => {
        if (job.id !== "a1") return;
        context = ctx;
        end1 = ctx.onAdded((waiting) => told.push(waiting));
        await end.passed;
      },
    });
    return { clock, open, queue, told, end, context: () => context, off: () => end1() };
  }

  it("tells at once what this process adds, and nothing of other lanes", async () => {
    const { clock, queue, told } = listening();
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    await queue.add({ chat: "a", n: 2 });
    await clock.advance(0);
    await queue.add({ chat: "b", n: 1 });
    await clock.advance(0);
    expect(told).toEqual([1]);
    await queue.add({ chat: "a", n: 3 });
    await clock.advance(5_000);
    expect(told).toEqual([1, 2]);
  });

  it("tells what another process adds within half a second", async () => {
    const { clock, open, queue, told } = listening();
    const other = open();
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    await other.add({ chat: "a", n: 2 });
    await clock.advance(500);
    expect(told).toEqual([1]);
    await clock.advance(60_000);
    expect(told).toEqual([1]);
  });

  it("counts what waits already, jobs that were handed over with this one included", async () => {
    const { clock, queue, told } = listening();
    await queue.addAll(orders("a", 15));
    await clock.advance(0);
    expect(told).toEqual([14]);
    await queue.add({ chat: "a", n: 16 });
    await clock.advance(0);
    expect(told).toEqual([14, 15]);
  });

  it("tells each listener by itself: a second one, and one that throws, change nothing for the others", async () => {
    const { clock, queue, told, context } = listening();
    const errors: unknown[] = [];
    queue.on("error", (error) => errors.push(error));
    await queue.addAll(orders("a", 3));
    await clock.advance(0);
    const second: number[] = [];
    context().onAdded(() => {
      throw new Error("a listener's bug");
    });
    context().onAdded((waiting) => second.push(waiting));
    await clock.advance(2_000);
    expect([told, second]).toEqual([[2], [2]]);
    await queue.add({ chat: "a", n: 4 });
    await clock.advance(2_000);
    expect([told, second]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(errors.map(String)).toEqual(["Error: a listener's bug", "Error: a listener's bug"]);
  });

  it("ends with what it returned", async () => {
    const { clock, queue, told, off } = listening();
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    off();
    off();
    await queue.add({ chat: "a", n: 2 });
    await clock.advance(2_000);
    expect(told).toEqual([]);
  });

  it("does nothing after the run is over", async () => {
    const { clock, queue, told, end, context } = listening();
    const errors: unknown[] = [];
    queue.on("error", (error) => errors.push(error));
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    end.open();
    await clock.advance(0);
    await queue.close();
    context().onAdded((waiting) => told.push(waiting));
    await clock.advance(10_000);
    expect([told, errors, clock.sleepers()]).toEqual([[], [], []]);
  });

  it("asks the store a few times at most, however many are added at once", async () => {
    let asked = 0;
    const { clock, open } = setUp((driver) =>
      around(driver, (method, call) => {
        if (method === "renew") asked++;
        return call();
      }),
    );
    const told: number[] = [];
    const queue = open({
      processor: (_, ctx) => {
        ctx.onAdded((waiting) => told.push(waiting));
        return clock.sleep(1_000);
      },
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    await queue.addAll(orders("a", 100));
    await clock.advance(0);
    expect(told).toEqual([99]);
    expect(asked).toBeLessThan(5);
  });
});

describe("setProgress", () => {
  it("is seen by the next run and in lists", async () => {
    const { clock, open } = setUp();
    const seen: unknown[] = [];
    const queue = open({
      processor: async ([job], ctx) => {
        seen.push(job.progress);
        await ctx.setProgress(job, { pieces: job.attempt });
        if (job.attempt < 3) throw new Error("again");
      },
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    expect((await queue.get("a1"))?.progress).toEqual({ pieces: 1 });
    expect((await queue.list("retrying")).jobs[0]?.progress).toEqual({ pieces: 1 });
    await clock.advance(10_000);
    expect(seen).toEqual([undefined, { pieces: 1 }, { pieces: 2 }]);
  });

  it.each([1n, undefined, () => {}, "x".repeat(2_000_000)])("refuses what cannot be kept", async (progress) => {
    const { clock, open } = setUp();
    const refused: unknown[] = [];
    const queue = open({
      processor: async ([job], ctx) => {
        await ctx.setProgress(job, progress).catch((error: unknown) => refused.push(error));
      },
    });
    await queue.addAll(orders("a", 1));
    await clock.advance(0);
    expect(refused).toEqual([expect.any(InvalidArgumentError)]);
    expect(await queue.counts()).toMatchObject({ completed: 1 });
  });
});
