import { expect, it } from "vitest";
import type { Clock } from "../../../src/internal/clock.js";
import { completed, job, newFile, openQueue, settings } from "./setup.js";

const hourMs = 3_600_000;

/** A clock that somebody sets. */
function settable() {
  let now = Date.UTC(2026, 0, 1);
  const clock: Clock = { now: () => now, sleep: () => new Promise(() => {}) };
  return { clock, set: (by: number) => (now += by) };
}

it("a clock set back by an hour gives no lane to two workers, and a dead worker's lane comes back in the lease's time", async () => {
  const { clock, set } = settable();
  const { queue } = openQueue({ clock });
  await queue.addAll([job("a")]);
  const [lease] = await queue.take({ max: 1, waitMs: 0 });
  set(-hourMs);
  expect(await queue.take({ max: 1, waitMs: 0 })).toEqual([]);
  set(settings.leaseMs - 1);
  expect(await queue.take({ max: 1, waitMs: 0 })).toEqual([]);
  expect(lease && (await queue.renew(lease))).toBe(0);
  set(settings.leaseMs - 1);
  expect(await queue.take({ max: 1, waitMs: 0 })).toEqual([]);
  set(1);
  const [again] = await queue.take({ max: 1, waitMs: 0 });
  expect(again).toMatchObject({ isRecovered: true, jobs: [{ id: "a", stalls: 1 }] });
  expect(lease && (await queue.settle(lease, [completed("a")]))).toBe("lost");
});

it("a clock set forward by an hour: a lane that was taken again is recorded once, by the later worker", async () => {
  const { clock, set } = settable();
  const file = newFile();
  const one = openQueue({ file, clock });
  const two = openQueue({ file, clock });
  await one.queue.addAll([job("a"), job("b")]);
  const [first] = await one.queue.take({ max: 1, waitMs: 0 });
  set(hourMs);
  const [second] = await two.queue.take({ max: 1, waitMs: 0 });
  expect(second?.jobs.map(({ id }) => id)).toEqual(["a"]);
  set(-hourMs);
  if (!first || !second) throw new Error("expected two leases");
  expect(await one.queue.renew(first)).toBeUndefined();
  expect(await one.queue.settle(first, [completed("a")])).toBe("lost");
  expect(await one.queue.take({ max: 1, waitMs: 0 })).toEqual([]);
  expect(await two.queue.settle(second, [completed("a")])).toBe("done");
  const [next] = await one.queue.take({ max: 1, waitMs: 0 });
  expect(next?.jobs.map(({ id }) => id)).toEqual(["b"]);
});

it("a lease that ran out is the worker's own until somebody takes the lane", async () => {
  const { clock, set } = settable();
  const { queue } = openQueue({ clock });
  await queue.addAll([job("a")]);
  const [lease] = await queue.take({ max: 1, waitMs: 0 });
  set(hourMs);
  expect(lease && (await queue.settle(lease, [completed("a")]))).toBe("done");
  expect(await queue.get("a")).toMatchObject({ state: "completed", stalls: 0 });
});
