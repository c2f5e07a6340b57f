import Database from "libsql";
import { describe, expect, it, vi } from "vitest";
import { InvalidArgumentError } from "../../../src/errors/index.js";
import { completed, job, openQueue, settings } from "./setup.js";

describe("calls made in the same tick", () => {
  it("share one transaction, and each has its own answer", async () => {
    const { queue } = openQueue();
    await queue.addAll([job("0")]);
    const exec = vi.spyOn(Database.prototype, "exec");
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => queue.addAll([job(String(i))])));
    expect(answers.map(([answer]) => answer)).toEqual(["duplicate", ...Array(99).fill("added")]);
    expect(exec.mock.calls.filter(([sql]) => sql === "COMMIT")).toHaveLength(1);
  });

  it("do not fail each other", async () => {
    const { queue } = openQueue();
    const wrong = job("wrong", { priority: true as unknown as number });
    const [before, failed, after] = await Promise.allSettled([
      queue.addAll([job("a")]),
      queue.addAll([job("b"), wrong]),
      queue.addAll([job("c")]),
    ]);
    expect(before).toMatchObject({ value: ["added"] });
    expect(failed).toMatchObject({ reason: expect.any(InvalidArgumentError) });
    expect(after).toMatchObject({ value: ["added"] });
    const { jobs } = await queue.list({ state: "waiting", limit: 10 });
    expect(jobs.map(({ id }) => id)).toEqual(["a", "c"]);
    expect(await queue.counts()).toMatchObject({ waiting: 2 });
  });

  it("see what the call before them did, also when it empties a lane or takes back a pause", async () => {
    const { queue } = openQueue();
    await queue.addAll([job("a"), job("b", { lane: "other" })]);
    await queue.pause({ prefix: "o" });
    const [lease] = await queue.take({ max: 5, waitMs: 0 });
    if (!lease) throw new Error("expected a lease");
    const [settled, added, , leases] = await Promise.all([
      queue.settle(lease, [completed("a")]),
      queue.addAll([job("c")]),
      queue.resume({ prefix: "o" }),
      queue.take({ max: 5, waitMs: 0 }),
    ]);
    expect([settled, added]).toEqual(["done", ["added"]]);
    expect(leases.map(({ jobs }) => jobs[0]?.id)).toEqual(["b", "c"]);
  });
});

describe("openings of a queue with different settings", () => {
  it("one that looks on deletes nothing that the worker keeps, and forgets no id that the adder remembers", async () => {
    const { driver, queue } = openQueue();
    const none = { ageMs: 0, count: 0 };
    const onlooker = driver.open("orders", { ...settings, rememberMs: 0, keepCompleted: none });
    await queue.addAll([job("a"), job("b", { lane: "other" })]);
    const [lease] = await queue.take({ max: 1, waitMs: 0 });
    if (lease) await queue.settle(lease, [completed("a")]);
    expect(await onlooker.counts()).toMatchObject({ completed: 1 });
    expect(await onlooker.remove("a")).toBe(true);
    expect(await onlooker.addAll([job("a")])).toEqual(["duplicate"]);
    expect(await onlooker.addAll([job("c")])).toEqual(["added"]);
    expect(await onlooker.remove("c")).toBe(true);
    expect(await queue.addAll([job("c")])).toEqual(["added"]);
    await onlooker.close();
  });
});
