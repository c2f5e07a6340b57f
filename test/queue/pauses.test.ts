import { describe, expect, it } from "vitest";
import { InvalidArgumentError } from "../../src/errors/index.js";
import type { PauseTarget } from "../../src/queue/index.js";
import { gate, orders, setUp } from "./kit.js";

function recording() {
  const { clock, open } = setUp();
  const ran: string[] = [];
  const queue = open({ processor: ([job]) => void ran.push(job.id) });
  return { clock, open, queue, ran };
}

describe("a pause", () => {
  it("of all keeps everything waiting until it is resumed, in every process", async () => {
    const { clock, open, queue, ran } = recording();
    await open().pause();
    await queue.addAll([...orders("a", 1), ...orders("b", 1)]);
    await clock.advance(100_000);
    expect(ran).toEqual([]);
    expect(await queue.pauses()).toEqual([{ target: { all: true } }]);
    await open().resume();
    await clock.advance(0);
    expect(ran).toEqual(["a1", "b1"]);
  });

  it("of a lane leaves the others alone", async () => {
    const { clock, queue, ran } = recording();
    await queue.pause({ lane: "a" });
    await queue.addAll([...orders("a", 1), ...orders("b", 1)]);
    await clock.advance(1_000);
    expect(ran).toEqual(["b1"]);
    await queue.resume();
    await clock.advance(1_000);
    expect(ran).toEqual(["b1"]);
    await queue.resume({ lane: "a" });
    await clock.advance(0);
    expect(ran).toEqual(["b1", "a1"]);
  });

  it("of a prefix is of every lane that begins so", async () => {
    const { clock, queue, ran } = recording();
    await queue.pause({ prefix: "shop:" });
    await queue.addAll([...orders("shop:1", 1), ...orders("shop:2", 1), ...orders("bar:1", 1)]);
    await clock.advance(1_000);
    expect(ran).toEqual(["bar:11"]);
    await queue.resume({ prefix: "shop:" });
    await clock.advance(0);
    expect(ran).toHaveLength(3);
  });

  it("with forMs ends by itself", async () => {
    const { clock, queue, ran } = recording();
    await queue.pause({ all: true }, { forMs: 5_000 });
    await queue.addAll(orders("a", 1));
    await clock.advance(4_999);
    expect(ran).toEqual([]);
    await clock.advance(1);
    await clock.advance(0);
    expect(ran).toEqual(["a1"]);
    expect(await queue.pauses()).toEqual([]);
  });

  it("lets what runs go on, and nothing after it in its lane", async () => {
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
    await queue.pause({ lane: "a" });
    end.open();
    await clock.advance(1_000);
    expect(ran).toEqual(["a1"]);
    expect(await queue.counts()).toMatchObject({ completed: 1, waiting: 2, active: 0 });
    await queue.resume({ lane: "a" });
    await clock.advance(0);
    expect(ran).toEqual(["a1", "a2", "a3"]);
  });

  it.each([{}, { lane: 5 }, { all: false }, { lane: "a", all: true }, "all", null])(
    "of %j is refused: it must not pause everything",
    async (target) => {
      const { queue } = recording();
      await expect(queue.pause(target as PauseTarget)).rejects.toThrow(InvalidArgumentError);
      await expect(queue.resume(target as PauseTarget)).rejects.toThrow(InvalidArgumentError);
      expect(await queue.pauses()).toEqual([]);
    },
  );

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])("for %d ms is refused", async (forMs) => {
    await expect(recording().queue.pause({ all: true }, { forMs })).rejects.toThrow("`forMs`");
  });
});
